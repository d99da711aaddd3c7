import { readServerEvents, type ServerEvent } from './server-events.ts';

/**
 * The server pings every 15 s: a stream that is silent for this long, in milliseconds, is dead, even without an error.
 */
const SILENCE_MS = 35_000;

interface Options {
  /** Adds the token, in a header: a browser's EventSource would put it into the address. */
  send: typeof fetch;
  /** Ends the stream. */
  signal: AbortSignal;
  onEvent: (event: ServerEvent) => void;
}

/** Follows a stream of server-sent events to its end: it is closed, breaks, is refused, or falls silent. */
export async function followEvents(
  address: string,
  { send, signal, onEvent }: Options,
): Promise<void> {
  const silence = new AbortController();
  let alarm: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  listen();
  try {
    const { ok, body } = await send(address, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!ok || !body) return;
    await readServerEvents(body, (event) => {
      if (signal.aborted) return;
      listen();
      onEvent(event);
    });
  } finally {
    clearTimeout(alarm);
  }
}
