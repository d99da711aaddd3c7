import type { Reader } from '../database/open.ts';
import type { CommittableLine } from './commitment-terms.ts';

export type UnpaidLine = CommittableLine & {
  id: string;
  licenseId: string;
  firstFiscalYear: number;
  /** The licence's paid expiry. */
  expiry: string;
  total: number;
  customerName: string;
  recipient_email: string | null;
};

/** The unpaid lines of an order, with what a commitment to pay them depends on. */
export async function readUnpaidLines(reader: Reader, orderId: string): Promise<UnpaidLine[]> {
  const rows = await reader
    .selectFrom('order_lines')
    .innerJoin('plans', 'plans.id', 'order_lines.plan_id')
    .innerJoin('licenses', 'licenses.id', 'order_lines.license_id')
    .leftJoin('payment_commitments', (join) =>
      join
        .onRef('payment_commitments.license_id', '=', 'order_lines.license_id')
        .onRef('payment_commitments.first_fiscal_year', '=', 'order_lines.first_fiscal_year'),
    )
    .select([
      'order_lines.id',
      'order_lines.license_id as licenseId',
      'order_lines.first_fiscal_year as firstFiscalYear',
      'order_lines.total',
      'order_lines.customer_name as customerName',
      'order_lines.recipient_email',
      'licenses.expiry',
      'commitment_days as commitmentDays',
      'payment_commitments.order_line_id as committedLineId',
    ])
    .where('order_lines.order_id', '=', orderId)
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('line_number')
    .execute();
  return rows.map(({ committedLineId, ...row }) => ({
    ...row,
    committedBefore: committedLineId !== null,
  }));
}
