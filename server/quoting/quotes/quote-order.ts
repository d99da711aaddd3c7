import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { RowWarningCode } from '../../../shared/error-codes.ts';
import { daysGainedBy, defaultFiscalYear, SHORT_GAIN_DAYS } from '../../../shared/license-term.ts';
import type { Quote, QuoteOrderInput } from '../../../shared/schemas/order.ts';
import type { Actor, Context } from '../../context/context.ts';
import { type QuotedLine, quoteLines } from './quote-lines.ts';

/** What an order of these lines would cost, and what is wrong with which row. */
export async function quoteOrder(
  context: Context,
  actor: Actor,
  input: QuoteOrderInput,
): Promise<Quote> {
  const quoted = await quoteLines(context, context.db, actor, input.lines, input);
  return {
    today: calendarDateAt(context.now()),
    lines: quoted.lines.map(toQuoteLine),
    problems: quoted.problems,
    discountRate: quoted.discountRate,
    discounts: quoted.discounts,
    codeProblem: quoted.codeProblem,
    volumeKeptBack: quoted.volumeKeptBack,
    totals: quoted.totals,
  };
}

function toQuoteLine(line: QuotedLine): Quote['lines'][number] {
  const { license, plan, situation, choices, daysGained } = line;
  return {
    row: line.row,
    ...line.price,
    vatRate: plan.vat_rate,
    presentExpiry: license.expiry,
    newExpiry: line.newExpiry,
    plan: { code: plan.code, name: { vi: plan.name_vi, en: plan.name_en } },
    presentPlan: license.plan,
    changesPlan: plan.id !== license.planId,
    daysGained,
    warning: warningOf(line),
    defaultYear: plan.term_rule === 'anniversary' ? null : defaultFiscalYear(situation),
    choices: choices.map((fiscalYear) => ({
      fiscalYear,
      daysGained: daysGainedBy(fiscalYear, situation),
    })),
  };
}

function warningOf({ newExpiry, daysGained, situation }: QuotedLine): RowWarningCode | null {
  if (newExpiry < situation.today) return 'EXPIRY_PASSED';
  return daysGained < SHORT_GAIN_DAYS ? 'SHORT_GAIN' : null;
}
