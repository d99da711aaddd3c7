import { type ReadLine, readLine, textOf } from '../../paste/choose-pasted.ts';
import { candidatesOf, type PastedLine } from '../../paste/pasted-table.ts';
import { isContact, isLetterhead, isNamesOrSum, isPartTitle, isSigned } from './around-list.ts';
import { mistypedIn } from './mistyped-codes.ts';
import { isNotRenewed, isTitleAgainst, questionColumns } from './not-renewed.ts';
import { termIn } from './plain-lines.ts';
import { isPolite } from './polite-lines.ts';
import type { Recognised, Roles } from './recognise-columns.ts';
import { isPartHead, type SharedTerms } from './shared-terms.ts';
import { lacksTick, tickedQuestions } from './ticked-columns.ts';

/** What is known of a list before its lines are read. */
interface ListLayout {
  recognised: Recognised;
  roles: Roles;
  /** Indexes of the lines of headings, and of the first that has lines below; -1: none. */
  headings: ReadonlySet<number>;
  heading: number;
  /** Whether lines may be titles of the list's parts. */
  hasParts: boolean;
  shared: SharedTerms | null;
  /** The list's first lines. */
  first: readonly PastedLine[];
  /** The index of the last line with a code; -1: none has one. */
  lastCoded(): number;
}

/** Whether a line has a term, which is not passed over. */
export const saysTerm = ({ cells }: PastedLine): boolean =>
  cells.some((cell) => termIn(cell) !== '');

const hasDigit = ({ cells }: PastedLine) => cells.some((cell) => /\d/.test(cell));

/** A line with the mistyped codes among its words, too: they are looked at beside its customers. */
function withMistyped(read: ReadLine): ReadLine {
  const mistyped = mistypedIn(read.line);
  return mistyped.length === 0 ? read : { ...read, candidates: [...read.candidates, ...mistyped] };
}

/** Reads a list's lines, one after the other: what each is, and of whom it says that they are not to be renewed. */
export class LineReader {
  readonly #layout: ListLayout;
  /** Columns whose headings ask whether to renew. */
  readonly #questions: readonly number[];
  /** Those of them that are ticked. */
  readonly #ticked: readonly number[];
  /** Numbers of the lines whose customers are not to be renewed. */
  readonly notRenewed = new Set<number>();
  /** Whether the line stands below the list's signatures. */
  #isFoot = false;
  /** Whether it stands below a title of customers who are not to be renewed. */
  #isAgainst = false;
  #lastCoded: number | undefined;

  constructor(layout: ListLayout) {
    this.#layout = layout;
    this.#questions = questionColumns(layout.recognised.headings);
    this.#ticked = tickedQuestions(this.#questions, layout.first);
  }

  /** @param at the line's index; each line is read once, in their order */
  read(pasted: PastedLine, at: number): ReadLine {
    const { roles, heading, headings, recognised } = this.#layout;
    // A title above the heading is no customer's own id.
    const read = withMistyped(readLine(pasted, at > heading ? roles.code : undefined));
    this.#isFoot =
      isSigned(pasted) || (this.#isFoot && read.kind !== 'heading' && !hasDigit(pasted));
    const isAgainstTitle = this.#isAgainstTitle(pasted, at);
    const isHeading = headings.has(at) && pasted.number !== recognised.guessed?.number;
    if (isHeading) return { ...read, kind: 'heading' };
    if (at < heading && isLetterhead(pasted)) return { ...read, candidates: [], kind: 'total' };
    if (isAgainstTitle) return { ...read, kind: 'total' };
    if (read.kind === 'other' && this.#isNotRenewed(pasted)) {
      this.notRenewed.add(pasted.number);
      return read;
    }
    if (this.#isFoot || this.#isAside(read, at)) return { ...read, kind: 'total' };
    return this.#withTerm(read, at);
  }

  /** Begins or ends what is said against those below a title. */
  #isAgainstTitle(line: PastedLine, at: number): boolean {
    if (isTitleAgainst(line) && candidatesOf(line).length === 0) {
      this.#lastCoded ??= this.#layout.lastCoded();
      this.#isAgainst = at < this.#lastCoded;
      return this.#isAgainst;
    }
    // A customer's own term is said for it, and begins another part of the list.
    if (this.#isAgainst) this.#isAgainst = !saysTerm(line) && !isPartHead(line);
    return false;
  }

  #isNotRenewed(line: PastedLine): boolean {
    if (this.#isAgainst || lacksTick(line, this.#ticked)) return true;
    if (!isNotRenewed(line, this.#questions)) return false;
    // A title whose words are not all understood, or that stands below its customers, is shown to be mended.
    const isTitle = isTitleAgainst(line) || /:\s*$/.test(textOf(line));
    return !isTitle || candidatesOf(line).length > 0;
  }

  /** Whether a line is of no customer: what is said around a list, or between its parts. */
  #isAside({ line }: ReadLine, at: number): boolean {
    const { shared, hasParts } = this.#layout;
    if (shared?.isSaid(at)) return true;
    const isAside =
      isPolite(line) ||
      isNamesOrSum(line) ||
      (hasParts && isPartTitle(line)) ||
      (isContact(line) && candidatesOf(line).length === 0);
    return isAside && !saysTerm(line);
  }

  /** A line with the term that stands above or below it, unless it has its own. */
  #withTerm(read: ReadLine, at: number): ReadLine {
    const { roles, shared } = this.#layout;
    const { years, name = -1 } = roles;
    const term = shared?.termOf(at) ?? '';
    const isOfCustomer = read.candidates.length > 0 || !!read.line.cells[name];
    if (years === undefined || term === '' || read.line.cells[years] || !isOfCustomer) return read;
    const cells = Array.from({ length: years }, (_, column) => read.line.cells[column] ?? '');
    const after = read.line.cells.slice(years + 1);
    return { ...read, line: { ...read.line, cells: [...cells, term, ...after] } };
  }
}
