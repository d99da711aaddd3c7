import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { normalizeCode } from '../../../shared/discount-code.ts';
import type { CodeProblemCode } from '../../../shared/error-codes.ts';
import type { Surroundings } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import { shared } from '../../database/shared-reads.ts';
import type { Tables } from '../../database/tables.ts';
import type { Firm } from '../../foundation/firm.ts';
import type { DiscountRule } from '../pricing/pricing.ts';

type Code = Tables['discount_codes'];

/**
 * The codes of an order: the firm's referral code automatically, then the typed one. Typing the referral code is no
 * fault, and takes nothing off twice.
 *
 * @throws DomainError TOO_MANY_REQUESTS when the firm has tried too many unknown codes
 */
export async function findCodes(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  typedText: string | undefined,
): Promise<{ rules: DiscountRule[]; problem: CodeProblemCode | null }> {
  const today = calendarDateAt(context.now());
  const typed = normalizeCode(typedText ?? '');
  if (typed !== '') context.codeGuesses.check(firm, typed, context.now());
  const usable = (code: Code | undefined) =>
    code === undefined || codeProblemOf(code, today) !== null ? [] : [toRule(code)];
  const [code] = await readReferral(reader, { portalId: firm.portalId, firmId: firm.firmId });
  const referral = usable(code);
  if (typed === '') return { rules: referral, problem: null };
  const named = await findCode(reader, firm, typed);
  if (named === undefined) {
    context.codeGuesses.add(firm, typed, context.now());
    return { rules: referral, problem: 'CODE_UNKNOWN' };
  }
  const problem = codeProblemOf(named, today);
  return { rules: named.referral === 1 ? referral : [...referral, ...usable(named)], problem };
}

/** Literals, so that SQLite can use the partial index. */
const readReferral = shared(
  prepared((reader, { portalId, firmId }: Firm) =>
    reader
      .selectFrom('discount_codes')
      .selectAll()
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .where((where) => where('referral', '=', where.lit(1)))
      .where((where) => where('active', '=', where.lit(1))),
  ),
);

/** A code bound to another firm counts as unknown. */
async function findCode(reader: Reader, firm: Firm, code: string): Promise<Code | undefined> {
  return await reader
    .selectFrom('discount_codes')
    .selectAll()
    .where('portal_id', '=', firm.portalId)
    .where('code', '=', code)
    .where('active', '=', 1)
    .where((where) => where.or([where('firm_id', 'is', null), where('firm_id', '=', firm.firmId)]))
    .executeTakeFirst();
}

/** The reason why a code takes nothing off today; its first and last dates are included. */
export function codeProblemOf(code: Code, today: CalendarDate): CodeProblemCode | null {
  if (code.valid_from !== null && today < code.valid_from) return 'CODE_NOT_YET_VALID';
  if (code.valid_until !== null && today > code.valid_until) return 'CODE_EXPIRED';
  if (code.max_uses !== null && code.used >= code.max_uses) return 'CODE_USED_UP';
  return null;
}

/** A code's present discount. */
export function toRule(code: Code): DiscountRule {
  return {
    kind: code.referral === 1 ? 'referral' : 'code',
    code: code.code,
    codeId: code.id,
    unit: code.kind,
    value: code.value,
    scope: code.scope,
  };
}
