import { cleanLine } from '../../../shared/clean-text.ts';
import type { LookUpResult } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { Draft } from '../draft/draft.ts';
import { lookUpCodes } from '../draft/look-up-codes.ts';
import {
  type Choices,
  choosing,
  type ReadLine,
  readLine,
  textOf,
  textsOf,
} from '../paste/choose-pasted.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import type { PastedLine } from '../paste/pasted-table.ts';
import { inSlices } from '../paste/slices.ts';
import { readPayer, readPlans } from './read-values.ts';
import {
  type Recognised,
  type Role,
  type Roles,
  recogniseColumns,
  withRole,
} from './recognise-columns.ts';
import { type Imported, type ImportedLine, VALUES, withImported } from './with-imported.ts';

type Result = LookUpResult['results'][number];

/** Lines that are shown at once, and so looked up first. */
export const FIRST_LINES = 50;

/** Codes of one call: an answer of so many customers is read in a part of a frame's time. */
const CODES_A_CALL = 500;

/** Calls under way at a time. */
const LANES = 3;

/** How far the list is. */
export interface Progress {
  /** Lines looked up. */
  done: number;
  lines: number;
}

interface ListOptions {
  signIn: SignIn;
  signal: AbortSignal;
  /** Called when there is something else to show. */
  onChange(): void;
}

/** A list from a file or a paste: its columns, its customers, and what of it would be taken into the order. */
export class ImportList {
  readonly #options: ListOptions;
  readonly #found = new Map<string, Result>();
  /** Codes that a person has typed for lines. */
  readonly #mended = new Map<number, Result>();
  #read: ReadLine[] = [];
  #recognised: Recognised = { roles: {}, headings: [], columns: 0 };
  #roles: Roles = {};
  #isCodeChosen = false;
  #looked = 0;
  #choices: Choices = { choices: [], codeColumn: undefined };
  /** Only the latest of several is of use. */
  #choosing = new AbortController();

  constructor(options: ListOptions) {
    this.#options = options;
  }

  get progress(): Progress {
    return { done: this.#looked, lines: this.#read.length };
  }

  get isReady(): boolean {
    return this.#read.length > 0 && this.#looked === this.#read.length;
  }

  get columns(): Recognised {
    return this.#recognised;
  }

  /** The column of codes is the one that has the customers, unless a person has chosen another. */
  get roles(): Roles {
    const { codeColumn } = this.#choices;
    if (this.#isCodeChosen || codeColumn === undefined) return this.#roles;
    return withRole(this.#roles, codeColumn, 'code');
  }

  /** The first lines, with what becomes of them; undefined: not looked up yet. */
  firstLines(): { line: PastedLine; choice: Choices['choices'][number] | undefined }[] {
    return this.#read
      .slice(0, FIRST_LINES)
      .map(({ line }, index) => ({ line, choice: this.#choiceOf(index) }));
  }

  #choiceOf(index: number): Choices['choices'][number] | undefined {
    const mended = this.#mended.get(this.#read[index]?.line.number ?? 0);
    if (mended) return { kind: 'results', results: [mended] };
    return index < this.#looked ? this.#choices.choices[index] : undefined;
  }

  /** Reads lines, and looks their codes up: those of the first lines first. */
  async take(lines: readonly CellLine[]): Promise<void> {
    const { signal, signIn } = this.#options;
    const cleaned = (line: CellLine) => ({ number: line.number, cells: line.cells.map(cleanLine) });
    const first = lines.slice(0, 200).map(cleaned);
    const payers = { firm: signIn.t('payer.firm'), owner: signIn.t('payer.owner') };
    const columns = lines.reduce((most, { cells }) => Math.max(most, cells.length), 0);
    this.#recognised = {
      ...recogniseColumns(first, {
        isPlan: (text) => readPlans(text, signIn.plans).length > 0,
        isPayer: (text) => readPayer(text, payers) !== null,
      }),
      columns,
    };
    this.#roles = this.#recognised.roles;
    await inSlices(this.#reading(lines, cleaned), signal);
    await this.#lookUp();
  }

  *#reading(lines: readonly CellLine[], cleaned: (line: CellLine) => PastedLine) {
    const read: ReadLine[] = [];
    for (const line of lines) {
      read.push(readLine(cleaned(line), this.#roles.code));
      yield;
    }
    this.#read = read;
    this.#looked = 0;
  }

  async #lookUp(): Promise<void> {
    const all = this.#read;
    let at = 0;
    const next = (most: number) => {
      const part: ReadLine[] = [];
      const texts = new Set<string>();
      while (at < all.length && texts.size < CODES_A_CALL && part.length < most) {
        const read = all[at++] as ReadLine;
        part.push(read);
        for (const text of textsOf([read])) if (!this.#found.has(text)) texts.add(text);
      }
      return { part, texts: [...texts] };
    };
    await this.#lookUpPart(next(FIRST_LINES));
    const lane = async () => {
      while (at < all.length) await this.#lookUpPart(next(Number.POSITIVE_INFINITY));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await this.#choose();
  }

  async #lookUpPart({ part, texts }: { part: readonly ReadLine[]; texts: readonly string[] }) {
    const { signIn, signal, onChange } = this.#options;
    if (texts.length > 0) {
      for (const result of await lookUpCodes(signIn, texts)) {
        this.#found.set(result.taxCode, result);
      }
    }
    signal.throwIfAborted();
    const isFirst = this.#looked === 0;
    this.#looked += part.length;
    if (isFirst) await this.#choose();
    else onChange();
  }

  /** Finds again what becomes of the lines. */
  async #choose(): Promise<void> {
    this.#choosing.abort();
    this.#choosing = new AbortController();
    const { signal } = this.#choosing;
    const read = this.isReady ? this.#read : this.#read.slice(0, FIRST_LINES);
    const forced = this.#isCodeChosen ? this.#roles.code : undefined;
    const both = AbortSignal.any([signal, this.#options.signal]);
    this.#choices = await inSlices(choosing(read, this.#found, forced), both);
    this.#options.onChange();
  }

  /** Gives a column another role; one that has the codes may have other texts to look up. */
  async setRole(column: number, role: Role | null): Promise<void> {
    const concernsCode = role === 'code' || this.roles.code === column;
    this.#roles = withRole(this.roles, column, role);
    this.#options.onChange();
    if (!concernsCode) return;
    this.#isCodeChosen = role === 'code';
    const lines = this.#read.map(({ line }) => line);
    await inSlices(
      this.#reading(lines, (line) => line),
      this.#options.signal,
    );
    await this.#lookUp();
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
    const lines: ImportedLine[] = [];
    for (const [index, { line }] of this.#read.entries()) {
      const choice = this.#choiceOf(index);
      yield;
      if (choice === undefined || choice.kind === 'skipped') continue;
      const results = choice.kind === 'results' ? choice.results : [];
      const [unfound] = results.filter(({ outcome }) => outcome !== 'found');
      const values = VALUES.flatMap((role) => {
        const column = roles[role];
        return column === undefined ? [] : [[role, line.cells[column] ?? ''] as const];
      });
      const text = unfound?.taxCode ?? textOf(line);
      lines.push({ number: line.number, results, values: Object.fromEntries(values), text });
    }
    return lines;
  }

  /** What becomes of an order that takes the list; the order itself is not changed. */
  async imported(
    draft: Draft,
    signal: AbortSignal,
  ): Promise<{ imported: Imported; unknown: ImportedLine[]; skipped: number }> {
    const lines = await inSlices(this.#lines(), signal);
    const imported = await inSlices(withImported(this.#options.signIn, draft, lines), signal);
    const unknown = lines.filter(
      ({ results }) => !results.some(({ outcome }) => outcome === 'found'),
    );
    return { imported, unknown, skipped: this.#read.length - lines.length };
  }

  /** A line's cells, as they are. */
  cellsOf(number: number): readonly string[] {
    return this.#read.find(({ line }) => line.number === number)?.line.cells ?? [];
  }
}
