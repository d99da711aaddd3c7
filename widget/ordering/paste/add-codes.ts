import { LIMITS } from '../../../shared/limits.ts';
import { formatInteger } from '../../../shared/money.ts';
import type { LookUpResult } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { Draft, DraftRow } from '../draft/draft.ts';
import { withLookedUp } from '../draft/draft-customers.ts';
import { lookUpCodes } from '../draft/look-up-codes.ts';
import { chooseLines, textsToLookUp } from './choose-pasted.ts';
import type { Pasted } from './pasted.ts';
import { areNames, isListOfCodes, pastedLines } from './pasted-table.ts';

/** The most lines named; an ellipsis stands for the rest. */
const NAMED_LINES = 10;

/** The reason why nothing is added; or that a person has to look at it first. */
type Refused = { refusal: string };
export type FoundCodes = { addTo: (draft: Draft) => AddedCodes } | Refused | { isTable: true };

/** The changed rows with their announcement. */
export type AddedCodes = { rows: DraftRow[]; said: string } | Refused;

/** Looks up the customers whose codes are in a text, to be added to the draft as it is by then. */
export async function findCodes(
  signIn: SignIn,
  ...[text, asHtml = '']: Pasted
): Promise<FoundCodes> {
  const { t } = signIn;
  const all = pastedLines(text);
  /** Numbers of the lines that are only words between people. */
  const polite: number[] = [];
  if (/\p{L}/u.test(text) || !isListOfCodes(text)) {
    const { bringsValues, isPolite, mistypedIn } = await import(
      '../import/reading/recognised-for.ts'
    );
    const isMistyped = all.some((line) => mistypedIn(line).length > 0);
    if (isMistyped || bringsValues(signIn, text, asHtml)) return { isTable: true };
    for (const line of all) if (isPolite(line)) polite.push(line.number);
  }
  const lines = all.filter(({ number }) => !polite.includes(number));
  // Customers found by their names are shown first.
  if (areNames(lines)) return { isTable: true };
  if (lines.length === 0) return { refusal: t('pasteCodes.none') };
  if (lines.length > LIMITS.lookUpTaxCodes) return tooMany(signIn);
  const chosen = chooseLines(lines, await lookUpAll(signIn, textsToLookUp(lines)));
  chosen.skipped = [...chosen.skipped, ...polite].sort((one, other) => one - other);
  if (chosen.results.length === 0) return { refusal: t('pasteCodes.none') };
  return { addTo: (draft) => withCodes(signIn, draft, chosen) };
}

function tooMany({ t }: SignIn): Refused {
  return { refusal: t('tooManyRows', { count: formatInteger(LIMITS.orderLines) }) };
}

function withCodes(
  signIn: SignIn,
  draft: Draft,
  { results, skipped }: ReturnType<typeof chooseLines>,
): AddedCodes {
  const { t } = signIn;
  // Codes without a customer stay as rows, with their error.
  const { draft: changed, added, duplicates } = withLookedUp(draft, results);
  if (changed.rows.length > LIMITS.orderLines) return tooMany(signIn);
  const unknown = results.filter((result) => result.outcome !== 'found').length;
  const counts = [t('pasteCodes.done', { count: added })];
  if (duplicates > 0) counts.push(t('pasteCodes.duplicates', { count: duplicates }));
  if (unknown > 0) counts.push(t('pasteCodes.unknown', { count: unknown }));
  const said = [`${counts.join('; ')}.`];
  const renamed = results.flatMap((result) =>
    result.outcome === 'found' && result.formerTaxCode !== null
      ? t('taxCodeIsNow', { former: result.formerTaxCode, present: result.customer.taxCode })
      : [],
  );
  if (renamed.length > 0) said.push(`${someOf(renamed)}.`);
  if (skipped.length > 0) said.push(t('pasteCodes.skipped', { lines: someOf(skipped) }));
  return { rows: changed.rows, said: said.join(' ') };
}

/** Lines may have several texts each, so the look-up is split by the server's limit for one call. */
async function lookUpAll(
  signIn: SignIn,
  texts: readonly string[],
): Promise<Map<string, LookUpResult['results'][number]>> {
  const found = new Map<string, LookUpResult['results'][number]>();
  for (let from = 0; from < texts.length; from += LIMITS.lookUpTaxCodes) {
    const part = texts.slice(from, from + LIMITS.lookUpTaxCodes);
    for (const result of await lookUpCodes(signIn, part)) found.set(result.taxCode, result);
  }
  return found;
}

function someOf(all: readonly (string | number)[]): string {
  const named = all.slice(0, NAMED_LINES).join(', ');
  return all.length > NAMED_LINES ? `${named}, …` : named;
}
