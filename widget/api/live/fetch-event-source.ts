import { readServerEvents } from './server-events.ts';

/**
 * The server pings every 15 s: a stream that is silent for this long, in milliseconds, is dead, even without an error.
 * Shorter than tRPC's own 40 s, after which it would begin again from this stream's beginning.
 */
const SILENCE_MS = 35_000;

/**
 * An EventSource over `fetch`, which sends the token in a header; the browser's own would put it into the address. It
 * ends with the stream: its owner has the position to resume from.
 */
export class FetchEventSource extends EventTarget {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;
  readyState: number = this.CONNECTING;
  readonly url: string;
  readonly withCredentials = false;
  readonly #connection = new AbortController();
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, init?: { fetch: typeof fetch }) {
    super();
    this.url = url;
    const end = () => this.#end();
    this.#listen();
    this.#read(init?.fetch ?? fetch).then(end, end);
  }

  close(): void {
    this.readyState = this.CLOSED;
    clearTimeout(this.#alarm);
    this.#connection.abort();
  }

  async #read(send: typeof fetch): Promise<void> {
    const response = await send(this.url, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: this.#connection.signal,
    });
    if (!response.ok || !response.body || this.readyState === this.CLOSED) return;
    this.readyState = this.OPEN;
    await readServerEvents(response.body, ({ type, id, data }) => {
      if (this.readyState === this.CLOSED) return;
      this.#listen();
      this.dispatchEvent(new MessageEvent(type, { data, lastEventId: id }));
    });
  }

  #listen(): void {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => this.#end(), SILENCE_MS);
  }

  #end(): void {
    if (this.readyState === this.CLOSED) return;
    this.close();
    this.dispatchEvent(new Event('error'));
  }
}
