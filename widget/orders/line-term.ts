import { formatFiscalYears } from '../../shared/fiscal-year.ts';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';

/** What a line renews: its fiscal years, or how many years from an anniversary. */
export function termOf(t: Translate, { termRule, firstFiscalYear, years }: OrderLine): string {
  if (termRule === 'anniversary') return t('term.years', { years });
  return formatFiscalYears(firstFiscalYear, years);
}
