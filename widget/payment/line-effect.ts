import { gainToday, type LineEffect } from '../../shared/line-remarks.ts';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';

/** The remarks on a line, as of today: an unpaid one may have run out by now. */
export function effectOf({ whoAmI }: Pick<SignIn, 'whoAmI'>, line: OrderLine): LineEffect {
  return { ...line, daysGained: gainToday(line, whoAmI.today) };
}
