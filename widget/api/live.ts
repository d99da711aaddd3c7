import { type Api, addressOf, apiOf } from './call.ts';
import { readServerEvents, type ServerEvent } from './server-events.ts';
import type { Session } from './session.ts';

interface Handlers<Data> {
  onData(event: { id: string; data: Data }): void;
  onError(): void;
  onComplete(): void;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/**
 * Follows a live stream until `signal` aborts. A stream that breaks is taken up again from the last
 * event that arrived, so that nothing is missed; each time with a token that is good.
 */
export function follow<Data>(
  session: Session,
  signal: AbortSignal,
  subscribe: (
    api: Api,
    lastEventId: { lastEventId?: string },
    handlers: Handlers<Data>,
  ) => { unsubscribe(): void },
  onData: (data: Data) => void,
): void {
  const api = createLiveApi(session);
  let lastEventId: { lastEventId?: string } = {};
  let pause = FIRST_PAUSE;
  const connect = () => {
    if (signal.aborted) return;
    let over = false;
    const again = () => {
      if (over) return;
      over = true;
      subscription.unsubscribe();
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    const subscription = subscribe(api, lastEventId, {
      onData: (event) => {
        pause = FIRST_PAUSE;
        lastEventId = { lastEventId: event.id };
        if (!signal.aborted) onData(event.data);
      },
      onError: () => queueMicrotask(again),
      onComplete: () => queueMicrotask(again),
    });
    signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  };
  connect();
}

/** The server pings every 15 s: a stream as long without a word is dead, though nobody has said so. */
const SILENCE = 40_000;

/**
 * tRPC's subscriptions as server-sent events, over fetch: the browser's own EventSource would put the
 * token into the address.
 */
function createLiveApi({ server, fetchWithToken }: Session): Api {
  return apiOf((path) => {
    const subscribe = (input: unknown, handlers: Handlers<unknown>) => {
      const query = new URLSearchParams({ input: JSON.stringify(input) });
      const leaving = new AbortController();
      let alarm: ReturnType<typeof setTimeout>;
      const unsubscribe = () => {
        clearTimeout(alarm);
        leaving.abort();
      };
      const end = (tell: () => void) => () => {
        if (leaving.signal.aborted) return;
        unsubscribe();
        tell();
      };
      const fail = end(handlers.onError);
      const listen = () => {
        clearTimeout(alarm);
        alarm = setTimeout(fail, SILENCE);
      };
      const handle = ({ type, id, data }: ServerEvent) => {
        if (leaving.signal.aborted) return;
        listen();
        if (type === 'message') handlers.onData({ id, data: JSON.parse(data) });
        else if (type === 'return') end(handlers.onComplete)();
        else if (type === 'serialized-error') fail();
      };
      const read = async () => {
        const response = await fetchWithToken(`${addressOf(server, path)}?${query}`, {
          headers: { accept: 'text/event-stream' },
          cache: 'no-store',
          signal: leaving.signal,
        });
        if (response.ok && response.body) await readServerEvents(response.body, handle);
      };
      listen();
      // However it ends that was to go on for ever, it is taken up again.
      read().then(fail, fail);
      return { unsubscribe };
    };
    return { subscribe };
  });
}
