/** Of the process, as its end is: a call that hangs must not hold it. */
const ending = new AbortController();

/** Ends a call to another server after so many milliseconds, or when this process ends. */
export function callSignal(timeoutMs: number): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(timeoutMs), ending.signal]);
}

/** Ends all calls that are under way, and all that are still begun: their callers hear of no answer. */
export function endOutgoingCalls(): void {
  ending.abort(new Error('The server is stopping'));
}

/** What can't be aborted itself, such as a mail under way, is waited for no longer. */
export async function untilEnding<Value>(work: Promise<Value>): Promise<Value> {
  const { signal } = ending;
  const ended = Promise.withResolvers<never>();
  const onAbort = () => ended.reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    ended.promise.catch(() => {});
  }
}
