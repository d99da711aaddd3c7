import { parentOf } from './parent-of.ts';

/**
 * Moments after which a background may have changed without an attribute: new rules, a style sheet, a transition's end.
 */
const MOMENTS = ['click', 'load', 'transitionend'];

/**
 * Watches for changes of a page's looks around an element: its attributes, of any name, by which pages switch between
 * light and dark; the person's preference; and moments after which rules may have changed.
 *
 * @param look is called even if nothing has changed
 * @returns stops watching
 */
export function watchPage(element: Element, look: () => void): () => void {
  const page = element.ownerDocument;
  const observer = new MutationObserver(look);
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    observer.observe(at, { attributes: true });
  }
  const stop = new AbortController();
  const { signal } = stop;
  const lookSoon = () => requestAnimationFrame(look);
  for (const type of MOMENTS) page.addEventListener(type, lookSoon, { capture: true, signal });
  const media = page.defaultView?.matchMedia('(prefers-color-scheme: dark)');
  media?.addEventListener('change', look, { signal });
  return () => {
    observer.disconnect();
    stop.abort();
  };
}
