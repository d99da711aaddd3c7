/** One for the process: a hanging call must not delay its end. */
const ending = new AbortController();

/** Aborts a call to another server after this many milliseconds, or when this process ends. */
export function callSignal(timeoutMs: number): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(timeoutMs), ending.signal]);
}

/** Aborts all calls under way, and any begun later: their callers get no answer. */
export function endOutgoingCalls(): void {
  ending.abort(new Error('The server is stopping'));
}

/** Stops waiting for work that can't be aborted itself, such as a mail under way. */
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
