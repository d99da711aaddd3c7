import type { ReactiveElement } from 'lit';

/**
 * Opens a modal dialog, and keeps it one while it is seen. A page that hides an element of ours, as by the browser's Back to
 * another view, could not be used under a dialog that nobody sees; and one that moves an element takes its dialog off the
 * top layer, which leaves it open amid the content.
 */
export function showModal(dialog: HTMLDialogElement): void {
  const host = (dialog.getRootNode() as ShadowRoot).host as ReactiveElement;
  const keeper = { hostConnected: look };
  // In a frame of its own: another size within the observer's would be an error of the page.
  const observer = new ResizeObserver(() => requestAnimationFrame(look));
  dialog.showModal();
  observer.observe(dialog);
  host.addController(keeper);

  function look(): void {
    if (!dialog.open) {
      observer.disconnect();
      host.removeController(keeper);
      return;
    }
    // With `visibility: hidden` around it, a modal dialog is seen all the same.
    const isSeen = dialog.checkVisibility();
    if (isSeen === dialog.matches(':modal')) return;
    if (isSeen) {
      dialog.open = false;
      dialog.showModal();
    } else {
      // Put where it is, it leaves the top layer, and is not closed.
      dialog.parentNode?.insertBefore(dialog, dialog.nextSibling);
    }
  }
}
