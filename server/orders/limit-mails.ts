import type { Actor, Context } from '../context.ts';
import { DomainError } from '../domain-error.ts';
import type { Job } from '../outbox/enqueue.ts';
import { isSameAddress } from './addressees.ts';

const HOUR = 3_600_000;

/** Mails an hour that a firm's orders and cancellations may cause to one address that is not their maker's own. */
export const MAILS_AN_HOUR = 300;

/** Addresses that are counted at a time. */
const ADDRESSES = 100_000;

interface Count {
  since: number;
  mails: number;
}

const counts = new WeakMap<Context, Map<string, Count>>();

/**
 * Keeps an accountant from flooding somebody's mailbox by placing and cancelling orders that name it. In
 * memory: a process counts for itself, and a restart forgets.
 *
 * @throws DomainError TOO_MANY_REQUESTS when one address has had its mails of this hour
 */
export function limitMails(context: Context, actor: Actor, jobs: readonly Job[]): void {
  const ofAll = counts.get(context) ?? new Map<string, Count>();
  counts.set(context, ofAll);
  const now = context.now();
  for (const job of jobs) {
    if (!('to' in job) || isSameAddress(job.to.email, actor.email)) continue;
    const key = JSON.stringify([actor.portalId, actor.firmId, job.to.email.toLowerCase()]);
    const known = ofAll.get(key);
    const count = known && now - known.since < HOUR ? known : { since: now, mails: 0 };
    if (count.mails >= MAILS_AN_HOUR) {
      const retryAfter = Math.ceil((count.since + HOUR - now) / 1_000);
      throw new DomainError('TOO_MANY_REQUESTS', { retryAfter });
    }
    count.mails++;
    ofAll.set(key, count);
  }
  for (const key of ofAll.keys()) {
    if (ofAll.size <= ADDRESSES) break;
    ofAll.delete(key);
  }
}
