import type { Work } from '../../context/in-transaction.ts';
import { insertTogether } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { bellTopic } from '../../foundation/live-updates.ts';
import { ownerOf } from '../../orders/core/owner-of.ts';
import { auditRow } from '../audit.ts';
import { eventRows } from '../events/event-rows.ts';
import { notificationRows } from '../notification-rows.ts';
import { publish } from '../publish.ts';
import type { Hearers } from './columns.ts';
import type { Fact, FactOf } from './facts.ts';
import { HEARERS } from './hearers.ts';

/**
 * Announces a fact, in the transaction in which it happens, after its own rows are written.
 *
 * @throws DomainError TOO_MANY_REQUESTS where a person's action would cause one mail too many
 */
export async function announce(work: Work, fact: Fact): Promise<void> {
  // Each row takes facts of its own kind; the compiler can't see that this is the fact's.
  const hearers = HEARERS[fact.kind] as unknown as Hearers<Fact>;
  const { bell, mail, event, audit: entryOf, live } = hearers;
  const { tx } = work;
  const now = work.now();
  const outbox = mail ? await mail(work, fact) : [];
  const audited = entryOf ? [auditRow(work, entryOf(fact))] : [];
  let notifications: Tables['notifications'][] = [];
  if ('digest' in fact) notifications = await ringForFirm(work, fact, hearers);
  if ('order' in fact) {
    const { order } = fact;
    if (bell) {
      const { portalId, firmId, accountantId } = ownerOf(order);
      const owners = { portalId, firmId, accountantIds: [accountantId] };
      notifications = await notificationRows(tx, now, owners, await bell(fact, work));
    }
    if (event) outbox.push(...(await eventRows(tx, now, order, () => event(work, fact))));
    if (live) publish(work, ...live(order));
  }
  await insertTogether(tx, { outbox, audit_log: audited, notifications });
}

/** A fact about a firm's licences has no order, and so no accountant to tell. */
async function ringForFirm(
  work: Work,
  fact: FactOf<'licenses_expiring'>,
  { bell }: Pick<Hearers<Fact>, 'bell'>,
): Promise<Tables['notifications'][]> {
  if (!bell) return [];
  const { portal_id: portalId, firm_id: firmId } = fact.digest;
  const accountantIds = fact.accountants.map(({ external_id }) => external_id);
  const owners = { portalId, firmId, accountantIds };
  const topics = accountantIds.map((accountantId) => bellTopic({ portalId, firmId, accountantId }));
  publish(work, ...topics);
  return await notificationRows(work.tx, work.now(), owners, await bell(fact, work));
}
