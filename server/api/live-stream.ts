import type { Context as HonoContext } from 'hono';
import { type Follow, followSchema, type LiveEvent } from '../../shared/schemas/live.ts';
import { LIVE_PING_MS, LIVE_SILENCE_MS, type RequestContext } from '../http/trpc.ts';
import { followTopics } from './follow.ts';

/** The headers of tRPC's own streams; `no-transform` and the rest keep proxies from gathering events. */
const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

const CONNECTED = block('connected', { reconnectAfterInactivityMs: LIVE_SILENCE_MS });
const PING = encode('event: ping\ndata: \n\n');
const RETURN = encode('event: return\ndata: \n\n');

/** Writes a heartbeat into each open stream. */
const pings = new Set<() => void>();
let pinging: NodeJS.Timeout | undefined;

/** The input of a `live.follow` request; undefined for any other request, or one that the widget would not make. */
export function followAsked({ req }: HonoContext): Follow | undefined {
  if (req.method !== 'GET' || req.path !== '/trpc/live.follow') return undefined;
  if (req.header('accept') !== 'text/event-stream') return undefined;
  try {
    return followSchema.safeParse(JSON.parse(req.query('input') ?? '')).data;
  } catch {
    return undefined;
  }
}

/**
 * The stream of `live.follow`, in the format of tRPC's subscriptions. tRPC's own implementation has a dozen generators
 * and transforming streams, which stay in memory for each open page.
 *
 * @param onError makes the last event of a stream that an error ends
 */
export function liveResponse(
  ctx: RequestContext,
  follow: Follow,
  onError: (error: unknown) => object,
): Response {
  const leaving = new AbortController();
  const events = followTopics(ctx, follow, leaving.signal);
  let ping = () => {};
  const end = () => {
    leaving.abort();
    // A stream that nobody reads stands still at an event, and notices nothing by itself.
    events.return(undefined).catch(() => {});
    pings.delete(ping);
    if (pings.size === 0) clearInterval(pinging);
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(CONNECTED);
      // None for a stream that is not being read.
      ping = () => (controller.desiredSize ?? 0) > 0 && controller.enqueue(PING);
      if (pings.size === 0) pinging = setInterval(pingAll, LIVE_PING_MS).unref();
      pings.add(ping);
    },
    async pull(controller) {
      const [last, isOver] = await next(events, onError);
      // The reader may have left meanwhile.
      if (leaving.signal.aborted) return;
      controller.enqueue(last);
      if (!isOver) return;
      end();
      controller.close();
    },
    cancel: end,
  });
  return new Response(body, { headers: HEADERS });
}

/** The next event, or the end of the stream. */
async function next(
  events: AsyncGenerator<LiveEvent>,
  onError: (error: unknown) => object,
): Promise<[bytes: Uint8Array, isOver: boolean]> {
  try {
    const { value, done } = await events.next();
    return done ? [RETURN, true] : [encode(`data: ${JSON.stringify(value)}\n\n`), false];
  } catch (error) {
    return [block('serialized-error', onError(error)), true];
  }
}

function pingAll(): void {
  for (const ping of pings) ping();
}

function block(event: string, data: object): Uint8Array {
  return encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
