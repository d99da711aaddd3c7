import type { LitElement, ReactiveController } from 'lit';
import { focusPath } from '../bulk/cell-at.ts';

export interface SightHost extends LitElement {
  readonly table: Element;
}

/** Means of scrolling away from the focused field; the focus follows a press by itself. */
const SCROLLS = ['wheel', 'touchmove', 'pointerdown'] as const;

/**
 * Keeps the focused field in sight, above the foot, where rows grow or a question comes above them; not where the
 * person has scrolled away from it.
 */
export class FocusInSight implements ReactiveController {
  readonly #host: SightHost;
  readonly #resizes = new ResizeObserver(([form]) => this.#handleHeight(form?.contentRect.height));
  #height = 0;
  #isLeft = false;

  constructor(host: SightHost) {
    this.#host = host;
    host.renderRoot.addEventListener('focusin', this.#handleFocus);
    host.renderRoot.addEventListener('keydown', this.#return, { capture: true });
    host.addController(this);
  }

  hostConnected(): void {
    for (const name of SCROLLS)
      addEventListener(name, this.#leave, { capture: true, passive: true });
    // Questions come beside this step.
    this.#resizes.observe(this.#host.parentElement ?? this.#host);
  }

  hostDisconnected(): void {
    for (const name of SCROLLS) removeEventListener(name, this.#leave, { capture: true });
    this.#resizes.disconnect();
  }

  readonly #leave = (): void => {
    this.#isLeft = true;
  };

  readonly #return = (): void => {
    this.#isLeft = false;
  };

  readonly #handleFocus = ({ target }: Event): void => {
    // The table scrolls to its cells itself; and a pressed button stays under the mouse until it is released.
    if (!this.#isLeft && target !== this.#host.table) show(this.#host);
    this.#return();
  };

  #handleHeight(height = 0): void {
    const former = this.#height;
    this.#height = height;
    if (former > 0 && former !== height && !this.#isLeft) show(this.#host);
  }
}

function show(host: SightHost): void {
  const path = focusPath();
  const [focused] = path;
  // A dialog is above all this, and scrolls by itself.
  if (!focused || !path.includes(host) || path.some((each) => each.matches('dialog'))) return;
  const foot = host.renderRoot.querySelector<HTMLElement>('.lines > .foot');
  if (foot && !path.includes(foot) && getComputedStyle(foot).position === 'sticky') {
    focused.style.scrollMarginBlockEnd = `${foot.offsetHeight}px`;
  }
  focused.scrollIntoView({ block: 'nearest' });
}
