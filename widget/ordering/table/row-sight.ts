import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { RowHeights, rowAt } from './row-window.ts';

/** Number of rows up to which a list is drawn whole, for the browser's own search. */
const FEW = 30;
/** Distance beyond the sight up to which rows are drawn, in px. */
const BEYOND_PX = 320;
/** Rows are drawn again where fewer are left, in px: two rows at a time, which leaves time for them in a frame. */
const LEFT_PX = 240;
/** Height of the sight until the list is laid out, in px. */
const FIRST_SIGHT_PX = 720;

interface SightHost extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
  /** Keys of all rows, in their order. */
  readonly rowKeys: readonly number[];
  /** The parent of the rows, which scrolls them where the page does not; set after the first update. */
  readonly scroller: HTMLElement;
  /** The rows' parent; a row is a `.line` with its key as `data-key`. */
  readonly body: HTMLElement;
}

/** The rows of a list that are in sight, and have to be drawn. */
export class RowSight implements ReactiveController {
  readonly #host: SightHost;
  readonly #heights = new RowHeights();
  /** A frame later: another height of the list in the same one would be an error of the page's. */
  readonly #resizes = new ResizeObserver(() => requestAnimationFrame(() => this.#handleResize()));
  #width = 0;
  /** Whether rows near the sight are about to be drawn. */
  #isComing = false;
  #count = 0;

  /** Distances of the rows from the first one's top, and of the last one's end. */
  tops: Float64Array = new Float64Array(1);
  /** Indexes of the first and the last row to draw. */
  from = 0;
  to = 0;

  constructor(host: SightHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('scroll', this.look, { capture: true, passive: true });
    addEventListener('resize', this.look);
    this.#resizes.observe(this.#host);
  }

  hostDisconnected(): void {
    removeEventListener('scroll', this.look, { capture: true });
    removeEventListener('resize', this.look);
    this.#resizes.disconnect();
  }

  hostUpdate(): void {
    const { rowKeys } = this.#host;
    this.#count = rowKeys.length;
    this.tops = this.#heights.tops(rowKeys);
    [this.from, this.to] = this.#inSight();
  }

  async hostUpdated(): Promise<void> {
    // Elements in the rows are drawn in the microtasks before: the page would be laid out without them, and again.
    await null;
    const { body, scroller } = this.#host;
    const drawn = new Map<number, number>();
    for (const line of body.querySelectorAll<HTMLElement>('.line')) {
      drawn.set(Number(line.dataset.key), line.getBoundingClientRect().height / this.#scale);
    }
    // Nothing has a height while the page hides it, or lets it grow from nothing.
    const isSeen = scroller.getBoundingClientRect().height > 0;
    if (isSeen && this.#heights.take(drawn)) this.#host.requestUpdate();
  }

  /** Number of rows in sight, at least one. */
  get rowsInSight(): number {
    const [top, bottom] = this.#sight();
    return Math.max(1, rowAt(this.tops, bottom) - rowAt(this.tops, top) - 1);
  }

  /** Draws again where rows that are not drawn come into sight; where they come near it, after the scrolled frame. */
  readonly look = (): void => {
    if (!this.#host.hasUpdated || this.#isDrawn(LEFT_PX)) return;
    if (!this.#isDrawn(0)) this.#host.requestUpdate();
    else if (!this.#isComing) {
      this.#isComing = true;
      requestAnimationFrame(() => setTimeout(() => this.drawAhead()));
    }
  };

  /** Draws the rows that have come near the sight: a key has the time until the next frame begins. */
  drawAhead(): void {
    this.#isComing = false;
    if (!this.#isDrawn(LEFT_PX)) this.#host.requestUpdate();
  }

  /** Whether all rows in sight are drawn, and those up to a distance beyond it, in px. */
  #isDrawn(beyond: number): boolean {
    const [top, bottom] = this.#sight();
    const isAbove = this.from === 0 || (this.tops[this.from] ?? 0) < top - beyond;
    return (
      isAbove && (this.to >= this.#count - 1 || (this.tops[this.to + 1] ?? 0) > bottom + beyond)
    );
  }

  #inSight(): [from: number, to: number] {
    if (this.#count <= FEW) return [0, this.#count - 1];
    const [top, bottom] = this.#sight();
    return [rowAt(this.tops, top - BEYOND_PX), rowAt(this.tops, bottom + BEYOND_PX)];
  }

  /** The part of the rows that can be seen, as distances from the first row's top. */
  #sight(): [top: number, bottom: number] {
    if (!this.#host.hasUpdated) return [0, FIRST_SIGHT_PX];
    const { top } = this.#host.body.getBoundingClientRect();
    const scroller = this.#host.scroller.getBoundingClientRect();
    const from = Math.max(0, scroller.top) - top;
    const to = Math.max(from, Math.min(innerHeight, scroller.bottom) - top);
    return [from / this.#scale, to / this.#scale];
  }

  /** The factor by which the rows are seen larger than they are laid out: by `zoom` and transforms of the page. */
  get #scale(): number {
    // The scroller is as wide whichever rows are drawn, and the same rows have to be as high the next time.
    const { scroller } = this.#host;
    const scale = scroller.getBoundingClientRect().width / scroller.offsetWidth;
    // The width of the layout is a whole number.
    return Math.round(scale * 100) / 100 || 1;
  }

  #handleResize(): void {
    const { clientWidth } = this.#host;
    if (clientWidth !== this.#width) {
      this.#width = clientWidth;
      this.#heights.clear();
      this.#host.requestUpdate();
    } else this.look();
  }
}
