import type { Work } from '../../context/in-transaction.ts';
import { bellTopic } from '../../foundation/live-updates.ts';
import { ownerOf } from '../../orders/core/owner-of.ts';
import { addNotifications } from '../add-notifications.ts';
import { audit } from '../audit.ts';
import { enqueueOrderEvents } from '../events/enqueue-events.ts';
import { publish } from '../publish.ts';
import type { Hearers } from './columns.ts';
import type { Fact, FactOf } from './facts.ts';
import { HEARERS } from './hearers.ts';

/**
 * Announces a fact, in the transaction in which it happens, once the tables have it.
 *
 * @throws DomainError TOO_MANY_REQUESTS where a person's action would cause one mail too many
 */
export async function announce(work: Work, fact: Fact): Promise<void> {
  // Each row takes facts of its own kind; the compiler can't see that this is the fact's.
  const hearers = HEARERS[fact.kind] as unknown as Hearers<Fact>;
  const { bell, mail, event, audit: entryOf, live } = hearers;
  const { tx } = work;
  const now = work.now();
  if (mail) await mail(work, fact);
  if (entryOf) await audit(work, entryOf(fact));
  if ('digest' in fact) return await ringForFirm(work, fact, hearers);
  if (!('order' in fact)) return;
  const { order } = fact;
  if (bell) {
    const { portalId, firmId, accountantId } = ownerOf(order);
    await addNotifications(
      tx,
      now,
      { portalId, firmId, accountantIds: [accountantId] },
      bell(fact),
    );
  }
  if (event) await enqueueOrderEvents(tx, now, order.id, () => event(work, fact));
  if (live) publish(work, ...live(order));
}

/** A fact about a firm's licences has no order, whose accountant would be the one to be told. */
async function ringForFirm(
  work: Work,
  fact: FactOf<'licenses_expiring'>,
  { bell }: Pick<Hearers<Fact>, 'bell'>,
): Promise<void> {
  if (!bell) return;
  const { portal_id: portalId, firm_id: firmId } = fact.digest;
  const accountantIds = fact.accountants.map(({ external_id }) => external_id);
  const owners = { portalId, firmId, accountantIds };
  await addNotifications(work.tx, work.now(), owners, bell(fact));
  const topics = accountantIds.map((accountantId) => bellTopic({ portalId, firmId, accountantId }));
  publish(work, ...topics);
}
