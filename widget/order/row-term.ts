import {
  DEFAULT_MINIMUM_GAIN_DAYS,
  defaultFiscalYear,
  fiscalYearChoices,
  type RenewalSituation,
} from '../../shared/license-term.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { Session } from '../api/session.ts';

type Terms = Pick<Session, 'plans' | 'whoAmI'>;

/** What the terms of a customer's renewal with a plan depend on; null where there is nothing to renew. */
export function situationOf(
  { plans, whoAmI }: Terms,
  customer: Customer | null,
  planId: string,
): RenewalSituation | null {
  if (!customer?.license) return null;
  const plan = plans.find(({ id }) => id === planId);
  return {
    presentExpiry: customer.license.expiry,
    today: whoAmI.today,
    fiscalYearStart: customer.fiscalYearStart,
    minimumGain: plan?.minimumGain ?? DEFAULT_MINIMUM_GAIN_DAYS,
  };
}

/** The fiscal year given, where a renewal may begin with it; else the default. */
export function allowedYear(situation: RenewalSituation, fiscalYear: number): number {
  const isAllowed = fiscalYearChoices(situation).includes(fiscalYear);
  return isAllowed ? fiscalYear : defaultFiscalYear(situation).fiscalYear;
}
