/** Longest stretch of the page's own work between two frames, in milliseconds: keys and scrolling stay responsive. */
const SLICE_MS = 12;

/** Number of short steps between two looks at the clock, which would otherwise take a tenth of their time. */
const STEPS_A_LOOK = 8;

/** Pauses long work for a moment whenever it has gone on for long enough. */
export class Slices {
  #end = performance.now() + SLICE_MS;

  /** Undefined while there is time left. */
  readonly pause = (): Promise<void> | undefined =>
    performance.now() < this.#end ? undefined : this.#next();

  async #next(): Promise<void> {
    await nextTask();
    this.#end = performance.now() + SLICE_MS;
  }
}

/** Runs work that yields after each of its steps; a signal that aborts ends it by the signal's reason. */
export async function inSlices<Result>(
  work: Iterator<unknown, Result, undefined>,
  signal?: AbortSignal,
): Promise<Result> {
  const slices = new Slices();
  for (let step = 1; ; step++) {
    const { done, value } = work.next();
    if (done) return value;
    const pause = step % STEPS_A_LOOK === 0 ? slices.pause() : undefined;
    if (!pause) continue;
    await pause;
    signal?.throwIfAborted();
  }
}

/** Runs the same work at once. */
export function atOnce<Result>(work: Iterator<unknown, Result, undefined>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** A new task: a timer would wait for 4 ms. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
