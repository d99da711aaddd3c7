/** A tab opened in a click, which goes on to the gateway when its address is known. */
export interface Tab {
  /** @returns false when the browser does not let it navigate, as in a sandboxed frame */
  goTo(url: string): boolean;
  close(): void;
}

/** @returns null when the browser opens none: blocked, or a frame without `allow-popups` */
export function openTab(text: string): Tab | null {
  const tab = attempt(() => window.open('about:blank', '_blank'));
  if (!tab) return null;
  // In some frames it has an origin of its own, and shows nothing meanwhile.
  attempt(() => {
    tab.document.title = text;
    tab.document.body.textContent = text;
  });
  // The gateway's page must not reach back here.
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
