const FILLED_SEARCH = '[type=search]:not(:placeholder-shown)';

/** Parts that Escape ends: a dialog, an open list or menu, a search, the editing of a cell, and a range of cells. */
const ENDED_BY_ESCAPE = `dialog, :popover-open, [aria-expanded=true], ${FILLED_SEARCH}, .line td :not(td), .ranged`;

const kept = new WeakSet<EventTarget>();

/**
 * Keeps the keys typed in an element from its page: a host's hot-keys act on those that bubble to its document, and
 * dialogs that keep the keyboard's focus would lead Tab past the element's fields, which they can't see. Escape is the
 * host's, to close what it has opened around us, unless it ends something of ours.
 */
export function keepTyping(element: HTMLElement): void {
  kept.add(element);
  for (const type of ['keydown', 'keypress', 'keyup'] as const)
    element.addEventListener(type, keep);
  addEventListener('keydown', claim, { capture: true });
  element.addEventListener('keydown', unclaim, { capture: true });
}

function keep(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inDialog = ours(event).some((node) => node.matches('dialog'));
  if (event.key !== 'Escape' || endsSearch(event) || inDialog) event.stopPropagation();
}

/** Empties a search by Escape: only some browsers do, and a dialog around it would close as well. */
function endsSearch(event: KeyboardEvent): boolean {
  const [field] = ours(event);
  const isTyped = event.type !== 'keydown' || event.isComposing;
  if (isTyped || !field?.matches(FILLED_SEARCH)) return false;
  (field as HTMLInputElement).value = '';
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  event.preventDefault();
  return true;
}

/**
 * Some hosts (Radix) close by an Escape that they see at the document before it reaches us, unless its default has been
 * prevented. Ours is not to be, or the browser would not close our dialog: it only looks so on the way to us.
 */
function claim(event: KeyboardEvent): void {
  if (event.key === 'Escape' && ours(event).some((node) => node.matches(ENDED_BY_ESCAPE)))
    Object.defineProperty(event, 'defaultPrevented', { value: true, configurable: true });
}

function unclaim(event: KeyboardEvent): void {
  Reflect.deleteProperty(event, 'defaultPrevented');
}

/** The elements within ours that an event passes. */
function ours(event: KeyboardEvent): Element[] {
  const path = event.composedPath();
  const border = path.findIndex((node) => kept.has(node));
  return path.slice(0, Math.max(0, border)).filter((node): node is Element => 'matches' in node);
}
