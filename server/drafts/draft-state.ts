import type { DraftState, DraftSummary } from '../../shared/schemas/draft.ts';
import type { Actor } from '../context/context.ts';
import type { Reader } from '../database/db.ts';
import type { Tables } from '../database/tables.ts';

type StateRow = Pick<
  Tables['order_drafts'],
  'version' | 'saved_at' | 'saved_by_id' | 'saved_by_name' | 'editor'
>;

type SummaryRow = Omit<Tables['order_drafts'], 'body'> & { first_customer: string | null };

export function toState(row: StateRow): DraftState {
  return {
    version: row.version,
    savedAt: row.saved_at,
    savedBy: { id: row.saved_by_id, name: row.saved_by_name },
    editor: row.editor,
  };
}

export function toSummary(row: SummaryRow): DraftSummary {
  return {
    ...toState(row),
    id: row.id,
    createdAt: row.created_at,
    rowCount: row.row_count,
    customerCount: row.customer_count,
    firstCustomer: row.first_customer ?? '',
    handedBy: row.handed_by_name,
  };
}

/** The person's drafts, without what is in them. */
export function selectDrafts(reader: Reader, actor: Actor) {
  return reader
    .selectFrom('order_drafts')
    .leftJoin('customers', (join) =>
      join
        .onRef('customers.id', '=', 'first_customer_id')
        .onRef('customers.portal_id', '=', 'order_drafts.portal_id')
        .onRef('customers.firm_id', '=', 'order_drafts.firm_id'),
    )
    .select([
      'order_drafts.portal_id',
      'order_drafts.firm_id',
      'order_drafts.id',
      'accountant_id',
      'version',
      'row_count',
      'customer_count',
      'first_customer_id',
      'order_drafts.created_at',
      'saved_at',
      'saved_by_id',
      'saved_by_name',
      'editor',
      'handed_by_name',
      'customers.name as first_customer',
    ])
    .where('order_drafts.portal_id', '=', actor.portalId)
    .where('order_drafts.firm_id', '=', actor.firmId)
    .where('accountant_id', '=', actor.accountantId);
}
