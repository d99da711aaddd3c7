import type { LineTable } from '../table/line-table.ts';
import { rowAt } from '../table/row-window.ts';

interface PointerHost {
  readonly table: LineTable;
  readonly renderRoot: ParentNode;
}

/** Speed of scrolling beyond an edge: px a second for each px of the pointer's distance, and its bounds. */
const SPEED = 16;
const [SLOWEST_PX, FASTEST_PX] = [200, 2_000];
/** Longest pause between frames after which the table scrolls on, in milliseconds. */
const LONGEST_MS = 250;

/** The row under a pressed mouse, while the table scrolls below it. */
export class RowsUnderPointer {
  readonly #host: PointerHost;
  readonly #onRow: (key: number, x: number, y: number) => void;
  #onRelease: () => void = () => {};
  #at = { x: 0, y: 0 };
  #frame = 0;
  /** Time at which the table was last scrolled. */
  #scrolledAt = 0;
  /** The last row; null before the mouse is moved. */
  key: number | null = null;

  constructor(host: PointerHost, onRow: (key: number, x: number, y: number) => void) {
    this.#host = host;
    this.#onRow = onRow;
  }

  watch(onRelease: () => void): void {
    this.key = null;
    this.#onRelease = onRelease;
    addEventListener('mousemove', this.#handleMove);
    addEventListener('mouseup', this.#handleUp, { capture: true });
  }

  leave(): void {
    cancelAnimationFrame(this.#frame);
    removeEventListener('mousemove', this.#handleMove);
    removeEventListener('mouseup', this.#handleUp, { capture: true });
    this.#host.table.scroller.style.userSelect = '';
  }

  readonly #handleUp = (): void => this.#onRelease();

  readonly #handleMove = ({ clientX, clientY, buttons }: MouseEvent): void => {
    this.#at = { x: clientX, y: clientY };
    // An even number: released outside of the window.
    if (buttons % 2 === 0) this.#onRelease();
    else this.#follow();
  };

  readonly #follow = (): void => {
    const { table } = this.#host;
    const [from, to] = this.#inSight();
    const { x, y } = this.#at;
    const within = Math.max(from + 1, Math.min(to - 1, y));
    const { top, height } = table.body.getBoundingClientRect();
    // The page may have zoomed the table.
    const distance = ((within - top) * table.body.offsetHeight) / height;
    const { key } = table.rows[rowAt(table.sight.tops, distance)] ?? {};
    if (key === undefined) return;
    const isOther = this.key !== null && this.key !== key;
    if (isOther) table.scroller.style.userSelect = 'none';
    this.key = key;
    this.#onRow(key, x, within);
    cancelAnimationFrame(this.#frame);
    if (y === within) return;
    this.#scroll(y - within);
    this.#frame = requestAnimationFrame(this.#follow);
  };

  #scroll(beyond: number): void {
    const now = performance.now();
    const speed = Math.max(SLOWEST_PX, Math.min(FASTEST_PX, Math.abs(beyond) * SPEED));
    const by = (Math.sign(beyond) * speed * Math.min(LONGEST_MS, now - this.#scrolledAt)) / 1_000;
    this.#scrolledAt = now;
    const { scroller } = this.#host.table;
    const { scrollTop } = scroller;
    scroller.scrollTop += by;
    // At its end, or with cards, the page scrolls.
    if (Math.abs(by) >= 1 && scroller.scrollTop === scrollTop) scrollBy(0, by);
  }

  /** Between the head and the foot, which stay in their places. */
  #inSight(): [from: number, to: number] {
    const { scroller, renderRoot } = this.#host.table;
    const box = scroller.getBoundingClientRect();
    const head = renderRoot.querySelector('thead')?.getBoundingClientRect().bottom ?? 0;
    const foot = this.#host.renderRoot.querySelector('.foot')?.getBoundingClientRect().top;
    return [Math.max(0, head, box.top), Math.min(innerHeight, foot ?? innerHeight, box.bottom)];
  }
}
