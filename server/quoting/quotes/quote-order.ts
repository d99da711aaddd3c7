import { calendarDateAt } from '../../../shared/calendar-date.ts';
import {
  defaultFiscalYear,
  isProrated,
  requiredLapsedYear,
  SHORT_GAIN_DAYS,
} from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { gapBefore, renewedTerm, untilRange } from '../../../shared/renewed-term.ts';
import type { Quote, QuoteOrderInput } from '../../../shared/schemas/quote.ts';
import { priceTerm } from '../../../shared/term-price.ts';
import type { Actor, Context } from '../../context/context.ts';
import { lastPlanOf, productOf } from '../../directory/licenses/license-standing.ts';
import { type QuotedLine, quoteLines } from './quote-lines.ts';

type QuoteLine = Quote['lines'][number];
type Choice = QuoteLine['choices'][number];
type Warning = QuoteLine['warnings'][number];

/** The price of an order of these lines, and the problems of each row. */
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

function toQuoteLine(line: QuotedLine): QuoteLine {
  const { license, plan, situation, choices, daysGained } = line;
  return {
    row: line.row,
    licenseId: license.id,
    product: productOf(license),
    planId: plan.id,
    ...line.price,
    vatRate: plan.vat_rate,
    presentExpiry: license.expiry,
    newExpiry: line.newExpiry,
    plan: { code: plan.code, name: { vi: plan.name_vi, en: plan.name_en } },
    presentPlan: lastPlanOf(license),
    changesPlan: plan.id !== license.last_plan_id,
    quantity: line.quantity,
    presentQuantity: license.last_quantity,
    daysGained,
    gap: gapBefore(line.firstDay, situation),
    firstDay: line.firstDay,
    until: line.until,
    parts: line.parts,
    untilRange: isProrated(plan) ? untilRange(situation, line.firstFiscalYear, LIMITS.years) : null,
    warnings: warningsOf(line),
    defaultYear: plan.term_rule === 'anniversary' ? null : defaultFiscalYear(situation),
    choices: choices.map((fiscalYear) => toChoice(line, fiscalYear)),
  };
}

/** The days and price of one fiscal year alone. */
function toChoice({ situation, prices, quantity }: QuotedLine, firstFiscalYear: number): Choice {
  const choice = { termRule: 'fiscal_year', firstFiscalYear, years: 1 } as const;
  const { parts, firstDay, lastDay, daysGained } = renewedTerm(situation, choice);
  return {
    fiscalYear: firstFiscalYear,
    daysGained,
    firstDay,
    newExpiry: lastDay,
    charged: parts[0]?.charged ?? null,
    list: priceTerm(parts, prices, quantity)?.list ?? null,
  };
}

function warningsOf({ newExpiry, daysGained, situation, plan }: QuotedLine): Warning[] {
  const warnings: Warning[] = [];
  const none = { days: null, fiscalYear: null };
  if (newExpiry < situation.today) warnings.push({ ...none, code: 'EXPIRY_PASSED' });
  else if (daysGained < SHORT_GAIN_DAYS) {
    warnings.push({ ...none, code: 'SHORT_GAIN', days: daysGained });
  }
  const lapsed = plan.term_rule === 'fiscal_year' ? requiredLapsedYear(situation) : null;
  if (lapsed !== null) warnings.push({ ...none, code: 'LAPSED_YEAR_FIRST', fiscalYear: lapsed });
  return warnings;
}
