import { LIMITS } from '../../shared/limits.ts';
import { formatInteger } from '../../shared/money.ts';
import { faultOf, faultText, type Session } from '../api/session.ts';
import { type Draft, withLookedUp } from './draft.ts';
import { lookUpCodes } from './look-up-codes.ts';
import { codesInText } from './paste-codes.ts';

/** The draft with the customers whose codes stand in a text, and what to say of it; or why not. */
export async function addCodes(
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
