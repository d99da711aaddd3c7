/**
 * Keeps the keys typed in an element from its page: a host's hot-keys act on those that bubble to its document. Escape is
 * the host's, to close what it has opened around us, unless it closes a dialog of our own.
 */
export function keepTyping(element: HTMLElement): void {
  for (const type of ['keydown', 'keypress', 'keyup'] as const)
    element.addEventListener(type, keep);
}

function keep(event: KeyboardEvent): void {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || event.key === 'Tab') return;
  const path = event.composedPath();
  const ours = path.slice(0, path.indexOf(event.currentTarget as EventTarget));
  const inDialog = ours.some((node) => node instanceof HTMLDialogElement);
  if (event.key !== 'Escape' || inDialog) event.stopPropagation();
}
