import type { Colleague } from '../../shared/schemas/draft.ts';
import type { Actor, Context } from '../context/context.ts';
import type { Work } from '../context/in-transaction.ts';
import type { Reader } from '../database/db.ts';
import { seenSince } from '../directory/accountants/read-accountants.ts';

/** The most colleagues shown. */
const MOST = 200;

/** Colleagues of the firm who have signed in within the last year, by name. */
export async function listColleagues(
  { db, now }: Context,
  actor: Actor,
): Promise<{ colleagues: Colleague[] }> {
  const select = selectColleagues(db, actor, now());
  return { colleagues: await select.orderBy('name').orderBy('id').limit(MOST).execute() };
}

/** Whether the firm has a colleague with this id, who is not the person. */
export async function isColleague({ tx, now }: Work, actor: Actor, id: string): Promise<boolean> {
  const select = selectColleagues(tx, actor, now());
  return (await select.where('external_id', '=', id).executeTakeFirst()) !== undefined;
}

function selectColleagues(reader: Reader, actor: Actor, now: number) {
  return reader
    .selectFrom('accountants')
    .select(['external_id as id', 'name'])
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('external_id', '<>', actor.accountantId)
    .where('seen_at', '>', seenSince(now));
}
