import { cleanLine } from '../../../shared/clean-text.ts';
import type { LookUpResult, NameLookUp } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { Draft } from '../draft/draft.ts';
import { lookUpCodes } from '../draft/look-up-codes.ts';
import { type Choices, choosing, type ReadLine, textOf } from '../paste/choose-pasted.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import { candidatesOf, type PastedLine } from '../paste/pasted-table.ts';
import { inSlices, nextTask } from '../paste/slices.ts';
import { chosenByName, type ListChoice, lookUpNames, nameToLookUp } from './by-name.ts';
import { isGraded } from './reading/around-list.ts';
import { isHeadingOf, type Role } from './reading/headings.ts';
import { LineReader, saysTerm } from './reading/line-reader.ts';
import { VALUES } from './reading/line-values.ts';
import { questionColumns } from './reading/not-renewed.ts';
import { noteColumns, notedTerm } from './reading/noted-terms.ts';
import { isInMonths, type Recognised, type Roles, withRole } from './reading/recognise-columns.ts';
import { RECOGNISED_LINES, recognisedFor, valuesFor } from './reading/recognised-for.ts';
import { type SharedTerms, sharedTerms } from './reading/shared-terms.ts';
import { onePerLine } from './reading/side-by-side.ts';
import { withoutTicks } from './reading/ticked-columns.ts';
import { type Imported, type ImportedLine, withImported } from './with-imported.ts';

type Result = LookUpResult['results'][number];

/** Lines that are shown at once, and so looked up first. */
export const FIRST_LINES = 50;

/**
 * Number of codes in the first call, which the server answers at once, and in each later one: reading a larger answer
 * would hold up the page noticeably, and the server rests between calls.
 */
const FIRST_CODES = 50;
const CODES_A_CALL = 1_000;

const SKIPPED: ListChoice = { kind: 'skipped' };
const NOT_RENEWED: ListChoice = { kind: 'notRenewed' };
const NONE: ReadonlySet<number> = new Set();

/** The results of a line's customers. */
function foundOf(choice: ListChoice | undefined): Result[] {
  if (!choice || !('results' in choice)) return [];
  return choice.results.filter(({ outcome }) => outcome === 'found');
}

/** Progress of the list. */
export interface Progress {
  /** Lines looked up. */
  done: number;
  lines: number;
}

/** The order with the list in it. */
export interface Outcome {
  imported: Imported;
  /** Lines without a customer. */
  unknown: ImportedLine[];
  /** The number of headings and totals. */
  skipped: number;
  /** Numbers of the lines whose customers were found by their names. */
  byName: number[];
  /** Numbers of the lines that say that their customers are not to be renewed, or have no tick to renew them. */
  notRenewed: readonly number[];
}

interface ListOptions {
  signIn: SignIn;
  signal: AbortSignal;
  /** Called when the view has changed. */
  onChange(): void;
  /** The same list read differently: a person's corrections hold, and its codes are known. */
  former?: ImportList | null;
}

/** A list from a file or a paste: its columns, its customers, and the lines to be taken into the order. */
export class ImportList {
  readonly #options: ListOptions;
  readonly #found: Map<string, Result> = new Map();
  readonly #names: Map<string, NameLookUp['results'][number]> = new Map();
  /** Codes that a person has typed for lines. */
  readonly #mended: Map<number, Result> = new Map();
  #read: ReadLine[] = [];
  #recognised: Recognised = { roles: {}, headings: [], columns: 0, heads: [] };
  #roles: Roles = {};
  /** Indexes of the lines of headings, and of the first that has lines below. */
  #headings: ReadonlySet<number> = new Set();
  #heading = -1;
  /** Roles that a person has given to columns, in the order given. */
  readonly #corrected: Map<number, Role | null> = new Map();
  #isCodeChosen = false;
  #shared: SharedTerms | null = null;
  /** Whether lines may be titles of the list's parts. */
  #hasParts = false;
  #notRenewed: ReadonlySet<number> = new Set();
  /** Whether a person takes these lines all the same. */
  takesNotRenewed = false;
  #total = 0;
  #looked = 0;
  /** Whether the names are looked up, too. */
  #isNamed = false;
  #choices: Choices = { choices: [], codeColumn: undefined };
  #reading: Promise<void> = Promise.resolve();
  /** Only the latest run of several counts. */
  #choosing = new AbortController();

  constructor(options: ListOptions) {
    this.#options = options;
    const { former } = options;
    if (!former) return;
    this.#found = new Map(former.#found);
    this.#names = new Map(former.#names);
    this.#mended = new Map(former.#mended);
    this.#corrected = new Map(former.#corrected);
    this.#isCodeChosen = former.#isCodeChosen;
    this.takesNotRenewed = former.takesNotRenewed;
  }

  get progress(): Progress {
    return { done: this.#looked, lines: this.#total };
  }

  get isReady(): boolean {
    return this.#isNamed && this.#total > 0 && this.#looked === this.#total;
  }

  get columns(): Recognised {
    return this.#recognised;
  }

  /** The column of codes is the one with the customers, unless a person has chosen another. */
  get roles(): Roles {
    const { codeColumn } = this.#choices;
    if (this.#isCodeChosen || codeColumn === undefined) return this.#roles;
    return withRole(this.#roles, codeColumn, 'code');
  }

  /** The first lines with their outcomes; undefined: not looked up yet. */
  firstLines(): { line: PastedLine; choice: ListChoice | undefined }[] {
    const { roles } = this;
    return this.#read
      .slice(0, FIRST_LINES)
      .map(({ line }, index) => ({ line, choice: this.#choiceOf(index, roles) }));
  }

  #choiceOf(index: number, roles: Roles): ListChoice | undefined {
    const read = this.#read[index];
    const mended = this.#mended.get(read?.line.number ?? 0);
    if (read && this.#leftOut.has(read.line.number)) return NOT_RENEWED;
    const choice = index < this.#looked ? this.#choices.choices[index] : undefined;
    if (mended) return { kind: 'results', results: [...foundOf(choice), mended] };
    const name = read && choice && nameToLookUp(read, choice, roles);
    if (name === undefined) {
      return choice?.kind === 'noCode' && this.#isTitle(read?.line, roles) ? SKIPPED : choice;
    }
    const result = this.#names.get(name);
    return result && chosenByName(result);
  }

  /** Numbers of the lines that are left out, since their customers are not to be renewed. */
  get #leftOut(): ReadonlySet<number> {
    return this.takesNotRenewed ? NONE : this.#notRenewed;
  }

  /** Whether a line is the title of a group of a list that has names: a single text beside their column. */
  #isTitle(line: PastedLine | undefined, { code, name }: Roles): boolean {
    const { headings } = this.#recognised;
    if (line === undefined || name === undefined || headings.length === 0) return false;
    const [column, ...others] = [...line.cells.keys()].filter((at) => line.cells[at] !== '');
    return others.length === 0 && column !== name && column !== code && !saysTerm(line);
  }

  /** Reads lines, and looks their codes up: those of the first lines first. */
  async take(given: readonly CellLine[]): Promise<void> {
    const { signIn } = this.#options;
    const lines = withoutTicks(onePerLine(given), valuesFor(signIn));
    const cleaned = (line: CellLine) => ({ number: line.number, cells: line.cells.map(cleanLine) });
    const columns = lines.reduce((most, { cells }) => Math.max(most, cells.length), 0);
    const first = lines.slice(0, RECOGNISED_LINES).map(cleaned);
    this.#recognised = { ...recognisedFor(signIn, first), columns };
    this.#headings = new Set(this.#recognised.heads.map((line) => first.indexOf(line)));
    this.#heading = first.findIndex(
      (line, index) => this.#headings.has(index) && isHeadingOf(line, first.slice(index + 1)),
    );
    this.#roles = this.#recognised.roles;
    this.#hasParts = columns > 2 && !first.some(isGraded);
    this.#shared = sharedTerms(lines, this.#roles.years, this.#headings);
    if (this.#shared && this.#roles.years === undefined) {
      this.#roles = { ...this.#roles, years: columns };
      this.#recognised = { ...this.#recognised, columns: columns + 1 };
    }
    for (const [column, role] of this.#corrected) this.#roles = withRole(this.#roles, column, role);
    await this.#oneByOne(() => this.#readAll(lines, cleaned));
  }

  /** A column may be changed while lines are read: the reading is then finished, and begun anew. */
  #oneByOne(read: () => Promise<void>): Promise<void> {
    this.#reading = this.#reading.catch(() => {}).then(read);
    return this.#reading;
  }

  /** Reads and looks up the first lines, and meanwhile the others. */
  async #readAll<Line>(lines: readonly Line[], cleaned: (line: Line) => PastedLine): Promise<void> {
    const { signal, onChange } = this.#options;
    const read: ReadLine[] = [];
    const reader = new LineReader({
      ...{ recognised: this.#recognised, roles: this.#roles, shared: this.#shared },
      ...{ headings: this.#headings, heading: this.#heading, hasParts: this.#hasParts },
      first: lines.slice(0, RECOGNISED_LINES).map(cleaned),
      lastCoded: () => lines.findLastIndex((line) => candidatesOf(cleaned(line)).length > 0),
    });
    this.#notRenewed = reader.notRenewed;
    const readNext = () => {
      const line = cleaned(lines[read.length] as Line);
      read.push(reader.read(line, read.length));
    };
    while (read.length < Math.min(FIRST_LINES, lines.length)) readNext();
    this.#read = read;
    this.#total = lines.length;
    this.#looked = 0;
    this.#isNamed = false;
    onChange();
    const reading = (function* () {
      for (; read.length < lines.length; yield) readNext();
    })();
    const part = this.#partFrom(0, FIRST_CODES);
    const first = this.#lookUpPart(part).then(() => this.#choose());
    const others = async () => {
      // The shown part of the list is drawn in a task of its own.
      await nextTask();
      await inSlices(reading, signal);
      for (let from = part.lines; from < read.length; ) {
        const next = this.#partFrom(from, CODES_A_CALL);
        await this.#lookUpPart(next, first);
        from += next.lines;
      }
    };
    await Promise.all([first, others()]);
    await this.#choose();
    await this.#lookUpNames();
    this.#isNamed = true;
    onChange();
  }

  /** The next lines, with the texts to look up for them. */
  #partFrom(from: number, mostCodes: number): { lines: number; texts: string[] } {
    const texts = new Set<string>();
    let at = from;
    for (; at < this.#read.length; at++) {
      const { candidates = [] } = this.#read[at] ?? {};
      const unknown = candidates.filter(({ text }) => !this.#found.has(text));
      if (at > from && texts.size + unknown.length > mostCodes) break;
      for (const { text } of unknown) texts.add(text);
    }
    return { lines: at - from, texts: [...texts] };
  }

  /** @param before lines that are looked up first */
  async #lookUpPart(
    { lines, texts }: { lines: number; texts: readonly string[] },
    before?: Promise<void>,
  ): Promise<void> {
    const { signIn, signal, onChange } = this.#options;
    const results = texts.length > 0 ? await lookUpCodes(signIn, texts) : [];
    await before;
    signal.throwIfAborted();
    for (const result of results) this.#found.set(result.taxCode, result);
    this.#looked += lines;
    if (before) onChange();
  }

  /** Computes the lines' outcomes anew. */
  async #choose(): Promise<void> {
    this.#choosing.abort();
    this.#choosing = new AbortController();
    const { signal } = this.#choosing;
    const read = this.#looked === this.#total ? this.#read : this.#read.slice(0, FIRST_LINES);
    const forced = this.#isCodeChosen ? this.#roles.code : undefined;
    const both = AbortSignal.any([signal, this.#options.signal]);
    this.#choices = await inSlices(choosing(read, this.#found, forced), both);
    this.#options.onChange();
  }

  /** Looks up lines without a code by their names, all at once. */
  async #lookUpNames(): Promise<void> {
    const { signIn, signal } = this.#options;
    const names = await inSlices(this.#unknownNames(), signal);
    for (const result of await lookUpNames(signIn, [...names])) {
      this.#names.set(result.name, result);
    }
    signal.throwIfAborted();
  }

  *#unknownNames(): Generator<undefined, Set<string>> {
    const { roles } = this;
    const names = new Set<string>();
    for (const [index, read] of this.#read.entries()) {
      const choice = this.#choices.choices[index];
      const name = choice && nameToLookUp(read, choice, roles);
      if (name !== undefined && !this.#names.has(name)) names.add(name);
      yield;
    }
    return names;
  }

  /** Gives a column another role; one that has the codes or names may have other texts to look up. */
  async setRole(column: number, role: Role | null): Promise<void> {
    const { code, name } = this.roles;
    const concernsCode = role === 'code' || code === column;
    const concernsName = role === 'name' || name === column;
    this.#roles = withRole(this.roles, column, role);
    this.#corrected.delete(column);
    this.#corrected.set(column, role);
    this.#options.onChange();
    if (concernsCode) this.#isCodeChosen = role === 'code';
    else if (!concernsName) return;
    await this.#oneByOne(() => {
      const lines = this.#read.map(({ line }) => line);
      return this.#readAll(lines, (line) => line);
    });
  }

  /** Looks up the code that a person has typed for a line. @returns whether it is a customer's */
  async mend(number: number, text: string): Promise<boolean> {
    const [result] = await lookUpCodes(this.#options.signIn, [cleanLine(text)]);
    if (result?.outcome !== 'found') return false;
    this.#mended.set(number, result);
    this.#options.onChange();
    return true;
  }

  /** The lines to take, in their order, without headings, totals and empty ones. */
  *#lines(): Generator<undefined, ImportedLine[]> {
    const { roles } = this;
    const { headings } = this.#recognised;
    const notes = [...noteColumns(headings), ...questionColumns(headings)];
    const lines: ImportedLine[] = [];
    for (const [index, { line }] of this.#read.entries()) {
      const choice = this.#choiceOf(index, roles);
      yield;
      if (choice === undefined || ['skipped', 'notRenewed'].includes(choice.kind)) continue;
      const found = foundOf(choice);
      const results = 'results' in choice ? choice.results : [];
      const unfound = results.filter((result) => !found.includes(result));
      const values = Object.fromEntries(
        VALUES.flatMap((role) => {
          const column = roles[role];
          return column === undefined ? [] : [[role, this.#textOf(line, role, column)] as const];
        }),
      );
      const years = values.years || notedTerm(line.cells, roles, notes);
      const whole = textOf(line);
      const text = unfound.map(({ taxCode }) => taxCode).join(', ') || whole;
      const taken = {
        ...{ number: line.number, values: years ? { ...values, years } : values, text, whole },
        isByName: choice.kind === 'byName',
        alike: choice.kind === 'alike' ? choice.alike : undefined,
      };
      // Beside customers, codes that none has are mended alone.
      if (found.length > 0) lines.push({ ...taken, results: found });
      if (found.length === 0 || unfound.length > 0) lines.push({ ...taken, results: unfound });
    }
    return lines;
  }

  /** A cell's text; a number of months has its unit in the heading. */
  #textOf({ cells }: PastedLine, role: Role, column: number): string {
    const text = cells[column] ?? '';
    const isMonths = role === 'years' && isInMonths(this.#recognised.headings[column]);
    return isMonths && /^\d+([.,]0+)?$/.test(text) ? `${text} tháng` : text;
  }

  /** An order with the list taken in; the order itself is not changed. */
  async outcome(draft: Draft, signal: AbortSignal): Promise<Outcome> {
    const lines = await inSlices(this.#lines(), signal);
    const imported = await inSlices(withImported(this.#options.signIn, draft, lines), signal);
    const isFound = ({ results }: ImportedLine) =>
      results.some(({ outcome }) => outcome === 'found');
    return {
      imported,
      unknown: lines.filter((line) => !isFound(line)),
      skipped:
        this.#read.length - this.#leftOut.size - new Set(lines.map(({ number }) => number)).size,
      notRenewed: [...this.#notRenewed],
      byName: lines.flatMap(({ isByName, number }) => (isByName ? [number] : [])),
    };
  }

  /** The lines' cells, by the lines' numbers. */
  cellsByNumber(): ReadonlyMap<number, readonly string[]> {
    return new Map(this.#read.map(({ line }) => [line.number, line.cells]));
  }
}
