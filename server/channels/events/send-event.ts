import { eventHeaders } from '../../announce/events/sign-event.ts';
import type { HostEvent } from '../../announce/outbox/host-event.ts';
import type { Context } from '../../context/context.ts';
import { callSignal } from '../../foundation/outgoing-calls.ts';

/** Time-out of a portal's answer, in milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Sends an event to its portal's backend. Id and body are the same at every try, so that the portal recognises a
 * repeat; the signature is of this try's time. Only the answer's status is read.
 *
 * @throws when the portal does not answer 2xx in time: the outbox tries again
 */
export async function sendEvent(
  context: Context,
  id: string,
  job: { portalId: string; event: HostEvent },
): Promise<void> {
  const { webhook_url: url, webhook_secret: secret } = await context.db
    .selectFrom('portals')
    .select(['webhook_url', 'webhook_secret'])
    .where('id', '=', job.portalId)
    .executeTakeFirstOrThrow();
  // The portal's webhook was removed since.
  if (url === null || secret === null) return;
  const body = JSON.stringify(job.event);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'renewal-wizard',
      ...eventHeaders(secret, id, context.now(), body),
    },
    body,
    // A redirect is not followed: events go only to the address that the portal's operator has set.
    redirect: 'manual',
    signal: callSignal(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The portal answered ${response.status}`);
}
