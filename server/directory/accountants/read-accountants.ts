import type { Reader } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import type { Firm, FirmAccountant } from '../../foundation/firm.ts';

export type Accountant = Tables['accountants'];

/** The most accountants of a firm who get a message, the last seen first. */
const MOST_TOLD = 50;

/**
 * Time after the last sign-in for which a person counts as the firm's, in milliseconds: longer than a year, to reach
 * the next peak.
 */
const REMEMBERED_MS = 400 * DAY_MS;

/** Accountants seen since this instant get messages. */
export function seenSince(now: number): number {
  return now - REMEMBERED_MS;
}

const readOne = prepared((reader, actor: FirmAccountant) =>
  reader
    .selectFrom('accountants')
    .selectAll()
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('external_id', '=', actor.accountantId),
);

export async function readAccountant(
  reader: Reader,
  actor: FirmAccountant,
): Promise<Accountant | undefined> {
  const [accountant] = await readOne(reader, actor);
  return accountant;
}

/** A firm's accountants who get messages that concern all of it. */
export async function readFirmAccountants(
  reader: Reader,
  { portalId, firmId }: Firm,
  now: number,
): Promise<Accountant[]> {
  return await reader
    .selectFrom('accountants')
    .selectAll()
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('seen_at', '>', seenSince(now))
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .limit(MOST_TOLD)
    .execute();
}
