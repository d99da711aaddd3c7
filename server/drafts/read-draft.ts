import { calendarDateAt } from '../../shared/calendar-date.ts';
import type { DraftDetails } from '../../shared/schemas/draft.ts';
import type { Actor, Context } from '../context/context.ts';
import { readCustomers } from '../directory/customers/customer-rows.ts';
import { presentIdsOf } from '../directory/customers/present-ids.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { inSlices } from '../limits/fair-turns.ts';
import { findQuotation } from '../quoting/quotations/read-quotations.ts';
import { draftBodyColumn } from './draft-body.ts';
import { selectDrafts, toSummary } from './draft-state.ts';

/**
 * One of the person's drafts, with its customers as they are now.
 *
 * @throws DomainError NOT_FOUND, also for another person's
 */
export async function readDraft(
  context: Context,
  actor: Actor,
  draftId: string,
): Promise<DraftDetails> {
  const row = await selectDrafts(context.db, actor)
    .select('body')
    .where('order_drafts.id', '=', draftId)
    .executeTakeFirst();
  if (row === undefined) throw new DomainError('NOT_FOUND');
  const { head, rows } = draftBodyColumn.decode(row.body);
  const named = [...new Set(rows.flatMap(({ customerId }) => customerId ?? []))];
  const presentId = await presentIdsOf(context.db, actor, named);
  const { quotationId } = head;
  const today = calendarDateAt(context.now());
  return {
    ...toSummary(row),
    head,
    rows: rows.map(({ customerId, ...rest }) =>
      customerId === undefined ? rest : { ...rest, customerId: presentId(customerId) },
    ),
    customers: await inSlices([...new Set(named.map(presentId))], (slice) =>
      readCustomers(context.db, actor, slice, today),
    ),
    quotation: quotationId === null ? null : await findQuotation(context, actor, quotationId),
  };
}
