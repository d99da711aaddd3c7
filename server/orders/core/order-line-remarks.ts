import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { gainToday, type LineEffect } from '../../../shared/line-remarks.ts';
import { type Gap, gapBefore, type TermPart, termParts } from '../../../shared/renewed-term.ts';
import type { PlanName } from '../../../shared/schemas/catalog.ts';
import type { Sold } from '../../../shared/sold-text.ts';
import type { Tables } from '../../database/tables.ts';

type Line = Tables['order_lines'];

/** A line's effects on its licence, as ordered; for an unpaid line, as of today. */
export function effectOfOrderLine(line: Line, today: CalendarDate): LineEffect {
  const { state, new_expiry: newExpiry, days_gained: daysGained } = line;
  return {
    plan: { code: line.plan_code, name: { vi: line.plan_name_vi, en: line.plan_name_en } },
    presentPlan: presentPlanOf(line),
    changesPlan: changesPlan(line),
    quantity: line.quantity,
    presentQuantity: line.present_quantity,
    chargedParts: chargedPartsOf(line),
    gap: gapOfLine(line, today),
    daysGained: gainToday({ state, newExpiry, daysGained }, today),
  };
}

/** The columns that say what a line sells. */
export type SoldColumns = Pick<
  Line,
  | 'product_code'
  | 'product_name_vi'
  | 'product_name_en'
  | 'plan_code'
  | 'plan_name_vi'
  | 'plan_name_en'
  | 'quantity'
  | 'license_external_id'
  | 'one_of_several'
>;

/** The plan and users of a line, as ordered. */
export function soldByLine(line: SoldColumns): Sold {
  const { product_code, product_name_vi, product_name_en, plan_code, quantity } = line;
  return {
    product: { code: product_code, name: { vi: product_name_vi, en: product_name_en } },
    plan: { code: plan_code, name: { vi: line.plan_name_vi, en: line.plan_name_en } },
    quantity,
    licenseExternalId: line.license_external_id,
    isOneOfSeveral: line.one_of_several === 1,
  };
}

/** The licence's plan when the line was ordered; null where it was not kept. */
export function presentPlanOf(line: Line): PlanName | null {
  const { present_plan_code: code, present_plan_name_vi: vi, present_plan_name_en: en } = line;
  return code === null ? null : { code, name: { vi: vi ?? '', en: en ?? '' } };
}

export function changesPlan(line: Line): boolean {
  return line.present_plan_id !== null && line.present_plan_id !== line.plan_id;
}

/** A line's days by fiscal year, as ordered; none where they were not kept, or by anniversary. */
export function partsOfLine(line: Line): TermPart[] {
  const { term_rule: termRule, first_day: firstDay, new_expiry: lastDay, proration } = line;
  if (termRule === 'anniversary' || firstDay === null) return [];
  const { first_fiscal_year: firstFiscalYear, fiscal_year_start: fiscalYearStart } = line;
  return termParts({ firstFiscalYear, firstDay, lastDay, fiscalYearStart, proration });
}

/** The fiscal years of which a line is charged only a part. */
export function chargedPartsOf(line: Line): TermPart[] {
  return line.proration === 'none' ? [] : partsOfLine(line).filter(({ charged }) => charged);
}

/**
 * The days before a line's first on which its licence is not in force: on the present day, or on the day of payment.
 */
export function gapOfLine(line: Line, today: CalendarDate): Gap | null {
  const { first_day: firstDay, present_expiry: presentExpiry, paid_at: paidAt } = line;
  if (firstDay === null) return null;
  const day = paidAt === null ? today : calendarDateAt(paidAt);
  return gapBefore(firstDay, { presentExpiry, today: day });
}
