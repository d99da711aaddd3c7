/** A tab that was opened in a click, and goes on to the gateway when its address is known. */
export interface Tab {
  goTo(url: string): void;
  close(): void;
}

/** @returns null when the browser lets none open */
export function openTab(text: string): Tab | null {
  const tab = window.open('about:blank', '_blank');
  if (!tab) return null;
  tab.document.title = text;
  tab.document.body.textContent = text;
  // What is shown there is not to reach back here.
  tab.opener = null;
  return {
    goTo: (url) => tab.location.replace(url),
    close: () => tab.close(),
  };
}
