import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { FiscalYearStart } from '../../../shared/fiscal-year.ts';
import { defaultFiscalYear, isDue } from '../../../shared/license-term.ts';
import type { License } from '../../../shared/schemas/customer.ts';
import {
  isInForce,
  type LicenseRow,
  lastPlanOf,
  nextPeriodOf,
  productOf,
} from '../licenses/license-standing.ts';
import { termsOfPlan } from './plans.ts';

/** A licence as a person sees it, on a day. */
export function toLicense(
  row: LicenseRow,
  fiscalYearStart: FiscalYearStart,
  today: CalendarDate,
): License {
  const { plan_name_vi, plan_name_en, expiry } = row;
  return {
    id: row.id,
    externalId: row.external_id,
    product: { id: row.product_id, ...productOf(row) },
    planId: row.plan_id,
    plan: { code: row.plan_code, name: { vi: plan_name_vi, en: plan_name_en } },
    quantity: row.quantity,
    isInForce: isInForce(row, today),
    expiry,
    temporaryExpiry: row.temporary_expiry,
    next: nextPeriodOf(row),
    renewal: {
      planId: row.last_plan_id,
      plan: lastPlanOf(row),
      quantity: row.last_per_user ? row.last_quantity : 1,
    },
    defaultYear: defaultFiscalYear({
      presentExpiry: expiry,
      today,
      fiscalYearStart,
      ...termsOfPlan(row),
    }),
    isDue: isDue(expiry, today),
  };
}
