import type { Quote, QuoteOrderInput } from '../../shared/schemas/order.ts';
import type { Actor, Context } from '../context.ts';
import { quoteLines } from './quote-lines.ts';

/** What an order of these lines would cost, and what is wrong with which row. */
export async function quoteOrder(
  context: Context,
  actor: Actor,
  input: QuoteOrderInput,
): Promise<Quote> {
  const quoted = await quoteLines(context, context.db, actor, input.lines, input);
  return {
    lines: quoted.lines.map((line) => ({
      row: line.row,
      ...line.price,
      vatRate: line.plan.vat_rate,
      presentExpiry: line.license.expiry,
      newExpiry: line.newExpiry,
    })),
    problems: quoted.problems,
    discountRate: quoted.discountRate,
    discounts: quoted.discounts,
    codeProblem: quoted.codeProblem,
    totals: quoted.totals,
  };
}
