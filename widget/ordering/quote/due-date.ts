import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { QuoteController } from './quote-controller.ts';

/** The last day on which an order of today can be paid, unless it is postponed. */
export function dueDateOf(
  { whoAmI }: Pick<SignIn, 'whoAmI'>,
  { quote }: Pick<QuoteController, 'quote'>,
): CalendarDate {
  return addDays(quote?.today ?? whoAmI.today, LIMITS.paymentDays);
}
