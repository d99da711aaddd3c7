/** A tab that was opened in a click, and goes on to the gateway when its address is known. */
export interface Tab {
  /** @returns false when the browser lets it go nowhere, as in a sandboxed frame */
  goTo(url: string): boolean;
  close(): void;
}

/** @returns null when the browser lets none open: blocked, or a frame without `allow-popups` */
export function openTab(text: string): Tab | null {
  const tab = attempt(() => window.open('about:blank', '_blank'));
  if (!tab) return null;
  // In some frames it is of an origin of its own, and shows nothing meanwhile.
  attempt(() => {
    tab.document.title = text;
    tab.document.body.textContent = text;
  });
  // What is shown there is not to reach back here.
  attempt(() => {
    tab.opener = null;
  });
  const close = () => attempt(() => tab.close());
  return {
    goTo: (url) => {
      const hasGone = attempt(() => {
        tab.location.replace(url);
        return true;
      });
      if (!hasGone) close();
      return hasGone ?? false;
    },
    close,
  };
}

function attempt<Result>(deed: () => Result): Result | undefined {
  try {
    return deed();
  } catch {
    return undefined;
  }
}
