import { LIMITS } from '../../shared/limits.ts';
import type { DraftState, SaveDraftInput } from '../../shared/schemas/draft.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction, type Work } from '../context/in-transaction.ts';
import type { Tx } from '../database/db.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { FirmAccountant } from '../foundation/firm.ts';
import { changedBody, type DraftBody, draftBodyColumn } from './draft-body.ts';
import { toState } from './draft-state.ts';
import { readableHead } from './readable-head.ts';

type Row = Tables['order_drafts'];

/**
 * Saves what has changed in a draft, on the condition that nobody has saved it since the version that was changed. A
 * draft that has lost its last row is kept no longer, and is new when it gets another.
 *
 * @throws DomainError DRAFT_CHANGED with the state saved since; DRAFT_ENDED where it was ordered, deleted or handed
 *   over; TOO_MANY_DRAFTS; PAYLOAD_TOO_LARGE; INVALID_INPUT where the rows don't fit together
 */
export async function saveDraft(
  context: Context,
  actor: Actor,
  input: SaveDraftInput,
): Promise<Pick<DraftState, 'version' | 'savedAt'>> {
  return await inTransaction(context, async (work) => {
    const { tx } = work;
    await refuseOrdered(tx, actor, input.draftId);
    const known = await readRow(tx, actor, input.draftId);
    checkVersion(known, actor, input);
    const head = await readableHead(tx, actor, input.head);
    const before = known && !input.isWhole ? draftBodyColumn.decode(known.body) : null;
    const body = changedBody(before, { ...input, head });
    if (body.rows.length === 0) {
      await deleteRow(tx, actor, input.draftId);
      return { version: 0, savedAt: work.now() };
    }
    if (known === undefined) await checkRoom(tx, actor);
    const row = rowOf(work, actor, input, body, known);
    if (Buffer.byteLength(row.body) > LIMITS.draftBytes) throw new DomainError('PAYLOAD_TOO_LARGE');
    if (known === undefined) await insertRows(tx, 'order_drafts', [row]);
    else await updateRow(tx, row);
    return { version: row.version, savedAt: row.saved_at };
  });
}

/** Another tab may have placed the order of the draft. */
async function refuseOrdered(tx: Tx, actor: Actor, draftId: string): Promise<void> {
  const order = await tx
    .selectFrom('orders')
    .select('number')
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('request_id', '=', draftId)
    .executeTakeFirst();
  if (order) throw new DomainError('DRAFT_ENDED', { orderNumber: order.number });
}

async function readRow(tx: Tx, actor: Actor, draftId: string): Promise<Row | undefined> {
  return await tx
    .selectFrom('order_drafts')
    .selectAll()
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', draftId)
    .executeTakeFirst();
}

function checkVersion(known: Row | undefined, actor: Actor, { version }: SaveDraftInput): void {
  const isOthers = known !== undefined && known.accountant_id !== actor.accountantId;
  if (isOthers || (known === undefined && version > 0)) throw new DomainError('DRAFT_ENDED');
  if (known !== undefined && known.version !== version) {
    throw new DomainError('DRAFT_CHANGED', { draft: toState(known) });
  }
}

/** @throws DomainError TOO_MANY_DRAFTS where the person has as many as one may keep */
export async function checkRoom(tx: Tx, owner: FirmAccountant): Promise<void> {
  const { count } = await tx
    .selectFrom('order_drafts')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('portal_id', '=', owner.portalId)
    .where('firm_id', '=', owner.firmId)
    .where('accountant_id', '=', owner.accountantId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= LIMITS.drafts) throw new DomainError('TOO_MANY_DRAFTS');
}

function rowOf(
  work: Work,
  actor: Actor,
  { draftId, editor }: SaveDraftInput,
  body: DraftBody,
  known: Row | undefined,
): Row {
  const customers = new Set(body.rows.map((row) => row.customerId ?? row.text));
  return {
    portal_id: actor.portalId,
    firm_id: actor.firmId,
    id: draftId,
    accountant_id: actor.accountantId,
    version: (known?.version ?? 0) + 1,
    row_count: body.rows.length,
    customer_count: customers.size,
    first_customer_id: body.rows.find((row) => row.customerId)?.customerId ?? null,
    created_at: known?.created_at ?? work.now(),
    saved_at: work.now(),
    saved_by_id: actor.accountantId,
    saved_by_name: actor.name,
    editor,
    handed_by_name: known?.handed_by_name ?? null,
    body: draftBodyColumn.encode(body),
  };
}

async function updateRow(tx: Tx, { portal_id, firm_id, id, ...values }: Row): Promise<void> {
  await tx
    .updateTable('order_drafts')
    .set(values)
    .where('portal_id', '=', portal_id)
    .where('firm_id', '=', firm_id)
    .where('id', '=', id)
    .execute();
}

async function deleteRow(tx: Tx, actor: Actor, draftId: string): Promise<void> {
  await tx
    .deleteFrom('order_drafts')
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('accountant_id', '=', actor.accountantId)
    .where('id', '=', draftId)
    .execute();
}
