import { LIMITS } from '../../shared/limits.ts';
import { formatInteger } from '../../shared/money.ts';
import type { LookUpResult } from '../../shared/schemas/customer.ts';
import { faultOf, faultText, type Session } from '../api/session.ts';
import { type Draft, withLookedUp } from './draft.ts';
import { codesInText } from './paste-codes.ts';

/**
 * The customers with these tax codes, in one call and in the order given. A text longer than any code is
 * not sent: the server would refuse all for its sake.
 */
export async function lookUpCodes(
  { api }: Session,
  texts: readonly string[],
): Promise<LookUpResult['results']> {
  const isSendable = (text: string) => text.length <= LIMITS.taxCodeText;
  const taxCodes = texts.filter(isSendable);
  const { results } = taxCodes.length
    ? await api.customers.lookUp.query({ taxCodes })
    : { results: [] };
  const answers = results.values();
  return texts.map((text) => {
    const answer = isSendable(text) ? answers.next().value : undefined;
    return answer ?? { outcome: 'invalid', taxCode: text };
  });
}

/** The draft with the customers whose codes stand in a text, and what to say of it; or why not. */
export async function withCodesIn(
  session: Session,
  draft: Draft,
  text: string,
): Promise<{ draft?: Draft; said?: string; refusal?: string }> {
  const { t, whoAmI } = session;
  const codes = codesInText(text);
  if (codes.length === 0) return { refusal: t('pasteCodes.none') };
  const tooMany = { refusal: t('tooManyRows', { count: formatInteger(LIMITS.orderLines) }) };
  if (codes.length > LIMITS.lookUpTaxCodes) return tooMany;
  try {
    const results = await lookUpCodes(session, codes);
    // Those that are no customer's stay as rows, with their error.
    const { draft: changed, added, duplicates } = withLookedUp(draft, results, whoAmI.today);
    if (changed.rows.length > LIMITS.orderLines) return tooMany;
    const unknown = results.filter((result) => result.outcome !== 'found').length;
    return { draft: changed, said: t('pasteCodes.done', { found: added, duplicates, unknown }) };
  } catch (error) {
    return { refusal: faultText(t, faultOf(error)) };
  }
}
