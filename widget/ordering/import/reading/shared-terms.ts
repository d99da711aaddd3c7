import type { CellLine } from '../../paste/delimited-lines.ts';
import { isTotal } from '../../paste/pasted-table.ts';
import { isContact, isNamesOrSum, isPartTitle } from './around-list.ts';
import { saysOnly, titleIn } from './list-titles.ts';
import { isTitleAgainst } from './not-renewed.ts';
import { termIn } from './plain-lines.ts';
import { isPolite } from './polite-lines.ts';
import { isTerm } from './read-values.ts';

/** The term that a line gives to others, since it says nothing else; empty: none. */
function sharedTermOf(line: CellLine): string {
  const text = titleIn(line);
  if (text === '') return '';
  const term = isTerm(text) ? text : termIn(text);
  return term !== '' && saysOnly(text, term) ? term : '';
}

/** A line with enough digits for a code, which are not its author's telephone. */
const hasCode = (line: CellLine): boolean =>
  line.cells.some((cell) => /(\d[ .]?){9}/.test(cell)) && !isContact(line);

/** The terms that lines get from those that only say one. */
export interface SharedTerms {
  /** The term of a line, by its index. */
  termOf(at: number): string;
  /** Whether a line only says a term. */
  isSaid(at: number): boolean;
}

/** Whether a line may be a title, which ends what the one above it says. */
const isTitle = ({ number, cells }: CellLine): boolean => {
  const line = { number, cells };
  const isAside = isPolite(line) || isContact(line) || isTotal(line) || isNamesOrSum(line);
  return /\p{L}/u.test(titleIn(line)) && !isAside;
};

/** Whether a line is surely a title of customers: a name in a list without codes is none. */
export const isPartHead = (line: CellLine): boolean => {
  const title = titleIn(line);
  const isMarked = /:\s*$/.test(title) || isPartTitle(line);
  return isTitle(line) && !hasCode(line) && (isMarked || saysOnly(title, ''));
};

/**
 * Terms that stand above or below customers ("Gia hạn 2 năm:"), for those that have none of their own; null: no line says
 * one, or it is not clear of whom.
 *
 * @param years the column of terms, whose texts are those of their lines
 */
export function sharedTerms(
  lines: readonly CellLine[],
  years: number | undefined,
  headings: ReadonlySet<number>,
): SharedTerms | null {
  const isOwn = ({ cells }: CellLine) => years !== undefined && !!cells[years]?.trim();
  const terms = lines.map((line, at) =>
    isOwn(line) || headings.has(at) ? '' : sharedTermOf(line),
  );
  const said = [...terms.keys()].filter((at) => terms[at] !== '');
  const [first = -1] = said;
  const codes = lines.findIndex(hasCode);
  if (first < 0 || codes < 0) return null;
  const last = lines.findLastIndex(hasCode);
  const isAbove = first < codes;
  const isBelow = (said.at(-1) ?? -1) > last;
  const areAnnounced = said.every((at) => /:\s*$/.test(lines[at]?.cells.join('') ?? ''));
  if (!isAbove && !isBelow && !areAnnounced) return null;
  const against = new Set(
    [...lines.keys()].filter((at) => terms[at] === '' && isTitleAgainst(lines[at] as CellLine)),
  );
  if (against.size > 0 && !isAbove) return null;
  // Another title among them ("Chưa chốt:") says something else of those below it.
  const from = Math.min(first, codes);
  const among = lines.slice(from, Math.max(said.at(-1) ?? 0, last));
  const isOther = (line: CellLine, at: number) =>
    terms[from + at] === '' &&
    !headings.has(from + at) &&
    !against.has(from + at) &&
    !hasCode(line) &&
    isTitle(line);
  if (among.some(isOther)) return null;
  const titles = [...said, ...against].sort((one, other) => one - other);
  const fromOf = (at: number) =>
    isBelow && !isAbove ? said.find((each) => each > at) : titles.findLast((each) => each < at);
  // A term that no customer gets stays to be mended.
  const reaching = new Set<number | undefined>();
  for (const [at, line] of lines.entries()) if (hasCode(line)) reaching.add(fromOf(at));
  if (!said.every((at) => reaching.has(at))) return null;
  return { termOf: (at) => terms[fromOf(at) ?? -1] ?? '', isSaid: (at) => terms[at] !== '' };
}
