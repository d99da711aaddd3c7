/** Time after which a page that is never idle counts as idle, in milliseconds. */
const BUSY_MS = 2_000;

/** Calls once the page is idle, or has been busy for long. */
export function whenIdle(call: () => void): void {
  // Safari has no idle callbacks.
  if (!globalThis.requestIdleCallback) setTimeout(call);
  else requestIdleCallback(call, { timeout: BUSY_MS });
}
