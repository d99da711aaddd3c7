/**
 * Features that an old browser, an insecure page or a sandboxed frame lacks or refuses, often by throwing: they are
 * tried only here and in `stored.ts`, and a missing one is an answer like any other.
 */

export interface Channel {
  post(message: unknown): void;
  close(): void;
}

/** A channel to the other tabs of this origin; null where there is none. */
export function openChannel(name: string, onMessage: (message: unknown) => void): Channel | null {
  try {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => onMessage(data);
    return {
      post: (message) => {
        try {
          channel.postMessage(message);
        } catch {
          // The channel is closed, as the page is.
        }
      },
      close: () => channel.close(),
    };
  } catch {
    return null;
  }
}

/**
 * Waits for one of this origin's locks, and holds it until `hold` is done or another tab takes it away.
 *
 * @returns false where there are no locks
 */
export async function holdLock(
  name: string,
  { signal, steal }: { signal: AbortSignal; steal: boolean },
  hold: () => Promise<void>,
): Promise<boolean> {
  let isGranted = false;
  try {
    await navigator.locks.request(name, steal ? { steal } : { signal }, () => {
      isGranted = true;
      return hold();
    });
    return true;
  } catch {
    // Taken away, or no longer waited for; any other error is a refusal.
    return isGranted || signal.aborted;
  }
}
