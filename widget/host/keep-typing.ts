export const KEY_EVENTS = ['keydown', 'keypress', 'keyup'] as const;

/**
 * A host's hot-keys act on keys that bubble to its document; typing here belongs to the widget. Escape is the host's,
 * to close what it has opened around us, unless it closes a dialog of our own.
 */
export function keepTyping(event: KeyboardEvent): void {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || event.key === 'Tab') return;
  const path = event.composedPath();
  const ours = path.slice(0, path.indexOf(event.currentTarget as EventTarget));
  const inDialog = ours.some((node) => node instanceof HTMLDialogElement);
  if (event.key !== 'Escape' || inDialog) event.stopPropagation();
}
