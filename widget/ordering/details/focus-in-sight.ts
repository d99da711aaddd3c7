import type { LitElement } from 'lit';
import { focusPath } from '../bulk/cell-at.ts';

export interface SightHost extends LitElement {
  readonly table: Element;
}

/** Events that bring a person back to what has the focus, and those by which they scroll away from it. */
const RETURNS = ['focusin', 'keydown'];
const SCROLLS = ['wheel', 'touchmove', 'pointerdown'];

/**
 * Keeps what has the focus in sight, above the foot, where rows grow or a question comes above them; not where the
 * person has scrolled away from it.
 */
export function keepFocusInSight(host: SightHost): void {
  let isLeft = false;
  let height = 0;
  for (const name of [...RETURNS, ...SCROLLS]) {
    const handle = ({ target }: Event) => {
      isLeft = !RETURNS.includes(name);
      // The table scrolls to its cells itself.
      if (name === 'focusin' && target !== host.table) show(host);
    };
    host.renderRoot.addEventListener(name, handle, { capture: true, passive: true });
  }
  const resizes = new ResizeObserver(([form]) => {
    const former = height;
    height = form?.contentRect.height ?? 0;
    if (former > 0 && former !== height && !isLeft) show(host);
  });
  // Questions come beside this step.
  resizes.observe(host.parentElement ?? host);
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
