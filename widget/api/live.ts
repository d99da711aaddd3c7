import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { AppRouter } from '../../server/router.ts';
import type { Session } from './session.ts';

type LiveApi = ReturnType<typeof createLiveApi>;

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
    api: LiveApi,
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

/** Server-sent events over fetch: the browser's own EventSource would put the token into the address. */
function createLiveApi({ server, fetchWithToken }: Session) {
  return createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${server.replace(/\/+$/, '')}/trpc`,
        EventSource,
        eventSourceOptions: { fetch: (url, init) => fetchWithToken(url, init as RequestInit) },
      }),
    ],
  });
}
