import { cleanLine } from '../../../../shared/clean-text.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { FormSignIn } from '../../../api/sign-in.ts';
import type { PastedLine } from '../../paste/pasted-table.ts';
import type { Values } from './headings.ts';
import { VALUES } from './line-values.ts';
import { isNotRenewed, questionColumns } from './not-renewed.ts';
import { isMarkup, tableIn } from './pasted-html.ts';
import { plainLines, termIn } from './plain-lines.ts';
import { readPayer, readPlans } from './read-values.ts';
import { type Recognised, recogniseColumns } from './recognise-columns.ts';
import { onePerLine } from './side-by-side.ts';
import { withoutTicks } from './ticked-columns.ts';
import { withWholeRecords } from './whole-records.ts';

export { withValues } from './line-values.ts';
export { mistypedIn } from './mistyped-codes.ts';
export { isPolite } from './polite-lines.ts';

/** Number of lines by whose content columns are recognised. */
export const RECOGNISED_LINES = 200;

/** Lapsed years that may be bought. */
const LAPSED_YEARS = 2;

/** Values of a line, by the plans that are sold and the words of the screen. */
export function valuesFor({ t, plans }: Pick<FormSignIn, 't' | 'plans'>): Values {
  const payers = { firm: t('payer.firm'), owner: t('payer.owner') };
  return {
    isPlan: (text) => readPlans(text, plans).length > 0,
    isPayer: (text) => readPayer(text, payers) !== null,
  };
}

/** The columns of a list. */
export function recognisedFor(
  signIn: Pick<FormSignIn, 't' | 'plans' | 'whoAmI'>,
  lines: readonly PastedLine[],
): Recognised {
  const leastYear = Number(signIn.whoAmI.today.slice(0, 4)) - LAPSED_YEARS;
  return recogniseColumns(lines, { ...valuesFor(signIn), leastYear });
}

/** Words and numbers that may be a term, or a part of a name ("Công ty 3N"). */
const MAYBE_TERM =
  /(?<!\p{L})(?:(?:hai|ba|bốn|năm|two|three|four|five) (?:năm|years)|(?<![\d/.,-])(?:\d{1,2} ?n|(?:12|24|36|48|60) ?t))(?!\p{L})/iu;

/** Whether a pasted text says more of its lines than whose they are, or has lost what its table says. */
export function bringsValues(
  signIn: Pick<FormSignIn, 't' | 'plans' | 'whoAmI'>,
  text: string,
  asHtml: string,
): boolean {
  if (isMarkup(tableIn(text, asHtml)) || withWholeRecords(text) !== text) return true;
  const lines: PastedLine[] = [];
  for (const { number, cells } of plainLines(text)) {
    if (lines.push({ number, cells: cells.map(cleanLine) }) === RECOGNISED_LINES) break;
  }
  const { roles, headings } = recognisedFor(signIn, lines);
  const questions = questionColumns(headings);
  const isTerm = ({ cells }: PastedLine) =>
    cells.some((cell) => termIn(cell) !== '' || MAYBE_TERM.test(cell));
  // A person has to see a term that has no code beside it.
  return (
    VALUES.some((role) => roles[role] !== undefined) ||
    lines.some(isTerm) ||
    hasNumbers(lines) ||
    onePerLine(lines) !== lines ||
    withoutTicks(lines, valuesFor(signIn)) !== lines ||
    lines.some((line) => isNotRenewed(line, questions))
  );
}

/** Whether a column has small numbers that don't count its lines: years, perhaps, which only a person can tell. */
function hasNumbers(lines: readonly PastedLine[]): boolean {
  const columns = lines.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const ofCodes = lines.at(-1)?.cells.findIndex((cell) => /\d{8}/.test(cell)) ?? 0;
  return Array.from({ length: columns }, (_, column) => {
    const texts = lines.map(({ cells }) => cells[column] ?? '').filter((text) => text !== '');
    const areSmall = texts.every((text) => /^\d{1,2}$/.test(text));
    // Before the codes, a part of a list may go on with its numbers; it begins with none that a term may be.
    const isPart = column < ofCodes && texts.length > 1 && Number(texts[0]) > LIMITS.years;
    const first = isPart ? Number(texts[0]) : 1;
    const areCounted = texts.every((text, at) => Number(text) === first + at);
    return texts.length > 0 && areSmall && !areCounted && texts.some((text) => text !== '1');
  }).includes(true);
}
