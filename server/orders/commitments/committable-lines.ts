import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { Reader } from '../../database/db.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';
import type { CommittableLine } from './commitment-terms.ts';

export type UnpaidLine = CommittableLine & {
  id: string;
  licenseId: string;
  firstFiscalYear: number;
  /** The licence's paid expiry. */
  expiry: string;
  laterFirstDay: string | null;
  planId: string;
  quantity: number;
  total: number;
  customer_name: string;
  recipient_email: string | null;
};

/** The unpaid lines of an order, with the facts that decide about a commitment. */
export async function readUnpaidLines(
  reader: Reader,
  orderId: string,
  today: CalendarDate,
): Promise<UnpaidLine[]> {
  const rows = await reader
    .selectFrom('order_lines')
    .innerJoin('plans', 'plans.id', 'order_lines.plan_id')
    .innerJoin(selectStandings(reader, today).as('standing'), (join) =>
      join.onRef('standing.id', '=', 'order_lines.license_id'),
    )
    .select((select) => [
      'order_lines.id',
      'order_lines.license_id as licenseId',
      'order_lines.first_fiscal_year as firstFiscalYear',
      'order_lines.total',
      'order_lines.customer_name',
      'order_lines.recipient_email',
      'order_lines.plan_id as planId',
      'order_lines.quantity',
      'standing.expiry',
      'standing.later_first_day as laterFirstDay',
      'commitment_days as commitmentDays',
      select
        .exists(
          select
            .selectFrom('payment_commitments')
            .select('payment_commitments.order_line_id')
            .whereRef('payment_commitments.license_id', '=', 'order_lines.license_id')
            .where((where) =>
              where.or([
                where('paid_since', 'is', null),
                where(
                  'payment_commitments.first_fiscal_year',
                  '=',
                  where.ref('order_lines.first_fiscal_year'),
                ),
              ]),
            ),
        )
        .as('committedBefore'),
    ])
    .where('order_lines.order_id', '=', orderId)
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('line_number')
    .execute();
  // Two lines of one licence, as an older version allowed, would be two commitments at once.
  const seen = new Set<string>();
  return rows.map(({ committedBefore, ...row }) => {
    const isSecond = seen.has(row.licenseId);
    seen.add(row.licenseId);
    return { ...row, committedBefore: isSecond || Boolean(committedBefore) };
  });
}
