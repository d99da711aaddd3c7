import { formatFiscalYears } from '../../shared/fiscal-year.ts';
import { gainToday, type LineEffect } from '../../shared/line-remarks.ts';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { Session } from '../api/session.ts';
import type { Translate } from '../messages/index.ts';

/** A line's fiscal years, or the number of years from an anniversary. */
export function termOf(t: Translate, { termRule, firstFiscalYear, years }: OrderLine): string {
  if (termRule === 'anniversary') return t('term.years', { years });
  return formatFiscalYears(firstFiscalYear, years);
}

/** The remarks on a line, as of today: an unpaid one may have run out by now. */
export function effectOf({ whoAmI }: Pick<Session, 'whoAmI'>, line: OrderLine): LineEffect {
  return { ...line, daysGained: gainToday(line, whoAmI.today) };
}
