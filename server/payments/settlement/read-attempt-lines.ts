import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { prepared } from '../../database/prepared.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';

interface OfAttempt {
  attemptId: string;
  today: CalendarDate;
}

/** A line that money may pay. */
export type LineToPay = Awaited<ReturnType<typeof readAttemptLines>>[number];

/** The attempt's lines with the end of their licences, and whether another live line has their years. */
export const readAttemptLines = prepared((tx, { attemptId, today }: OfAttempt) =>
  tx
    .selectFrom('payment_attempt_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
    .innerJoin(selectStandings(tx, today).as('standing'), (join) =>
      join.onRef('standing.id', '=', 'order_lines.license_id'),
    )
    .selectAll('order_lines')
    .select((select) => [
      'standing.expiry',
      'standing.later_first_day',
      select
        .exists(
          select
            .selectFrom('fiscal_year_claims')
            .select('fiscal_year_claims.license_id')
            .whereRef('fiscal_year_claims.license_id', '=', 'order_lines.license_id')
            .whereRef('fiscal_year_claims.order_line_id', '<>', 'order_lines.id')
            .where((claim) =>
              claim.and([
                claim('fiscal_year', '>=', claim.ref('order_lines.first_fiscal_year')),
                claim(
                  'fiscal_year',
                  '<',
                  claim('order_lines.first_fiscal_year', '+', claim.ref('order_lines.years')),
                ),
              ]),
            ),
        )
        .as('claimed_elsewhere'),
    ])
    .where('payment_attempt_id', '=', attemptId)
    .orderBy('line_number'),
);
