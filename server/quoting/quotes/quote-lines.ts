import type { CodeProblemCode, RowProblem } from '../../../shared/error-codes.ts';
import { basisPointsOf, MAX_DONG, sumDong } from '../../../shared/money.ts';
import type { Discount, Totals } from '../../../shared/schemas/quote.ts';
import type { Surroundings } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { rateOf, readDiscountTiers } from '../../directory/catalog/discount-tiers.ts';
import type { Firm } from '../../foundation/firm.ts';
import { isUsedUp } from '../discounts/code-uses.ts';
import { findCodes } from '../discounts/find-codes.ts';
import type { OrderTerms } from '../pricing/order-terms.ts';
import {
  discountsOf,
  type KeptRule,
  type PricedLine,
  priceLines,
  totalsOf,
  volumeRules,
} from '../pricing/pricing.ts';
import { readVolumeOwed } from '../pricing/volume-balance.ts';
import { checkLines } from './check-lines.ts';
import type { CheckedLine } from './checked-line.ts';
import type { LineRequest, PriceTerms } from './line-request.ts';
import { findPriceGuarantee, type PriceGuarantee } from './price-guarantee.ts';

/** A line that can be ordered, with its price. */
export interface QuotedLine extends Omit<CheckedLine, 'list' | 'guaranteed'>, PricedLine {}

export interface QuotedLines {
  lines: QuotedLine[];
  problems: RowProblem[];
  discountRate: number;
  /** The discounts, in the order of each line's `taken`, and the firm's volume discount. */
  terms: OrderTerms;
  discounts: Discount[];
  /** The codes that an order uses. */
  codeIds: string[];
  codeProblem: CodeProblemCode | null;
  /** Subtracted from the volume discount, because of the firm's earlier excess. */
  volumeKeptBack: number;
  totals: Totals;
}

/** The basis of prices: the present state, or a quotation that guarantees them. */
interface Offer {
  discountRate: number;
  terms: OrderTerms;
  codeProblem: CodeProblemCode | null;
  prices: PricedLine[];
}

/**
 * Prices rows that can be ordered, and explains, row by row, those that can't; a handful of queries for any number of
 * rows.
 *
 * @throws DomainError TOO_MANY_REQUESTS when the firm guesses codes; NOT_FOUND, QUOTATION_EXPIRED, QUOTATION_USED or
 *   QUOTATION_DIFFERS when the quotation is not valid for these lines
 */
export async function quoteLines(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  requests: readonly LineRequest[],
  terms: PriceTerms = {},
): Promise<QuotedLines> {
  const quotation = await findPriceGuarantee(context, reader, firm, requests, terms);
  const checked = await checkLines(context, reader, firm, requests, quotation);
  const {
    prices,
    terms: orderTerms,
    discountRate,
    codeProblem,
  } = quotation
    ? await guaranteedOffer(reader, firm, quotation, checked.lines)
    : await presentOffer(context, reader, firm, checked.lines, terms.discountCode);
  const lines = checked.lines.map(({ list: _, guaranteed: __, ...line }, index) => ({
    ...line,
    ...(prices[index] as PricedLine),
  }));
  const totals = totalsOf(lines.map((line) => line.price));
  const last = lines.at(-1);
  if (totals.total > MAX_DONG && last !== undefined) {
    checked.problems.push({ row: last.row, field: 'customerId', code: 'AMOUNT_TOO_LARGE' });
  }
  const applied = discountsOf(lines, orderTerms.rules);
  return {
    lines,
    problems: checked.problems,
    discountRate,
    terms: orderTerms,
    discounts: applied.map(({ kind, code, amount }) => ({ kind, code, amount })),
    codeIds: applied.flatMap(({ codeId }) => codeId ?? []),
    codeProblem,
    volumeKeptBack: keptBackOf(orderTerms, lines),
    totals,
  };
}

/** At most the whole volume discount is subtracted, where the excess is larger. */
function keptBackOf({ rules }: OrderTerms, lines: readonly QuotedLine[]): number {
  const volume = rules.find(({ kind }) => kind === 'volume');
  const list = sumDong(lines.map((line) => line.price.list));
  return Math.min(volume?.less ?? 0, basisPointsOf(list, volume?.value ?? 0));
}

async function presentOffer(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  lines: readonly CheckedLine[],
  discountCode: string | undefined,
): Promise<Offer> {
  const tiers = await readDiscountTiers(reader, firm);
  const discountRate = rateOf(tiers, lines.length);
  const owed = discountRate > 0 ? await readVolumeOwed(reader, firm) : 0;
  const codes = await findCodes(context, reader, firm, discountCode);
  const rules = [...volumeRules(discountRate, owed), ...codes.rules];
  const prices = priceLines(
    lines.map((line) => ({ list: line.list, vatRate: line.plan.vat_rate })),
    rules,
  );
  return { discountRate, terms: { rules, tiers }, codeProblem: codes.problem, prices };
}

/**
 * The offer of a quotation: its price is guaranteed; the use of a limited code is not, and somebody may have had the
 * last one.
 */
async function guaranteedOffer(
  reader: Reader,
  firm: Firm,
  { content }: PriceGuarantee,
  lines: readonly CheckedLine[],
): Promise<Offer> {
  const codeIds = content.rules.flatMap(({ codeId }) => codeId ?? []);
  const usedUp = await isUsedUp(reader, codeIds);
  const rules = content.rules.map(
    (rule): KeptRule =>
      rule.kind === 'volume' && rule.unit === undefined
        ? (volumeRules(content.discountRate)[0] ?? rule)
        : rule,
  );
  const tiers = content.tiers ?? (await readDiscountTiers(reader, firm));
  return {
    discountRate: content.discountRate,
    terms: { rules, tiers },
    codeProblem: usedUp ? 'CODE_USED_UP' : null,
    prices: lines.flatMap(({ guaranteed }) =>
      guaranteed ? [{ price: guaranteed.price, taken: guaranteed.taken }] : [],
    ),
  };
}
