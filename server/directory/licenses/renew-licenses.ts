import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { renewedExpiry } from '../../../shared/license-term.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { updateLicenses } from './update-licenses.ts';

export type RenewedLine = Pick<
  Tables['order_lines'],
  | 'id'
  | 'license_id'
  | 'plan_id'
  | 'term_rule'
  | 'first_fiscal_year'
  | 'years'
  | 'fiscal_year_start'
  | 'minimum_gain'
  | 'first_day'
  | 'proration'
  | 'until'
> & {
  /** The licence's expiry now in force. */
  expiry: string;
  /** The licence's plan until now. */
  license_plan_id: string;
};

/**
 * Puts the new expiry of paid lines in force, by the rule that was shown when ordering. One line renews
 * once: its renewal's primary key is the line. Two lines of one licence build on each other. A line that adds no
 * day, as for a lapsed year, changes no plan either.
 */
export async function renewLicenses(
  tx: Tx,
  now: number,
  lines: readonly RenewedLine[],
): Promise<void> {
  const today = calendarDateAt(now);
  const licenses = new Map<string, { id: string; expiry: string; planId: string }>();
  const renewals: Tables['license_renewals'][] = [];
  const inOrder = lines.toSorted((a, b) => a.first_fiscal_year - b.first_fiscal_year);
  for (const line of inOrder) {
    const before = licenses.get(line.license_id);
    const oldExpiry = before?.expiry ?? line.expiry;
    const oldPlanId = before?.planId ?? line.license_plan_id;
    const term = {
      termRule: line.term_rule,
      firstFiscalYear: line.first_fiscal_year,
      years: line.years,
      fiscalYearStart: line.fiscal_year_start,
      until: line.until,
    };
    const newExpiry = renewedExpiry(term, oldExpiry, today);
    const planId = newExpiry > oldExpiry ? line.plan_id : oldPlanId;
    licenses.set(line.license_id, { id: line.license_id, expiry: newExpiry, planId });
    renewals.push({
      order_line_id: line.id,
      license_id: line.license_id,
      old_expiry: oldExpiry,
      new_expiry: newExpiry,
      renewed_at: now,
    });
  }
  await insertRows(tx, 'license_renewals', renewals);
  await updateLicenses(tx, now, [...licenses.values()]);
}
