import type { LookUpResult } from '../../../shared/schemas/customer.ts';
import { taxCodeKind } from '../../../shared/tax-code.ts';
import { isCompany } from './codes-among-words.ts';
import { looksLikeCode } from './is-column.ts';
import {
  type Candidate,
  candidatesOf,
  codeColumnOf,
  isHeading,
  isTotal,
  type PastedLine,
} from './pasted-table.ts';
import { atOnce } from './slices.ts';

type Result = LookUpResult['results'][number];

/** The result of a pasted table. */
export interface ChosenLines {
  /** The look-up's result for each line that names a customer, in the order pasted. */
  results: Result[];
  /** The numbers of the lines that are headings or totals. */
  skipped: number[];
}

/** A line with its texts that may be codes, read once. */
export interface ReadLine {
  line: PastedLine;
  candidates: readonly Candidate[];
  kind: 'heading' | 'total' | 'other';
}

/** The outcome of a line. */
export type LineChoice =
  /** The line's customers; or its code, which no customer has. */
  { kind: 'results'; results: Result[] } | { kind: 'skipped' } | { kind: 'noCode' };

export interface Choices {
  /** One for each line. */
  choices: LineChoice[];
  /** The column that most customers are in; undefined: none. */
  codeColumn: number | undefined;
}

/** @param idColumn a column whose texts are looked up as they are, such as the portal's own ids */
export function readLine(line: PastedLine, idColumn?: number): ReadLine {
  const candidates = candidatesOf(line);
  const kind =
    candidates.length === 0 && isHeading(line) ? 'heading' : isTotal(line) ? 'total' : 'other';
  const id = idColumn === undefined ? '' : (line.cells[idColumn] ?? '');
  const isRead = candidates.some(({ column }) => column === idColumn);
  if (kind !== 'other' || id === '' || isRead) return { line, candidates, kind };
  return { line, kind, candidates: [...candidates, { column: idColumn ?? 0, text: id }] };
}

/** All texts of these lines to look up, each once. */
export function textsToLookUp(lines: readonly PastedLine[]): string[] {
  return textsOf(lines.map((line) => readLine(line)));
}

export function textsOf(read: readonly ReadLine[]): string[] {
  return [...new Set(read.flatMap(({ candidates }) => candidates.map(({ text }) => text)))];
}

/**
 * The customer of each line: from the column in which most lines have one, so that a director's personal number beside
 * the company's code adds no household business. A line without a customer keeps its code, or all of its text.
 *
 * @param found the look-up's result for each text
 */
export function chooseLines(
  lines: readonly PastedLine[],
  found: ReadonlyMap<string, Result>,
): ChosenLines {
  const read = lines.map((line) => readLine(line));
  const { choices } = atOnce(choosing(read, found));
  const results: Result[] = [];
  const skipped: number[] = [];
  for (const [index, choice] of choices.entries()) {
    const line = lines[index];
    if (choice.kind === 'results') results.push(...choice.results);
    else if (line && choice.kind === 'skipped') skipped.push(line.number);
    else if (line) results.push({ outcome: 'invalid', taxCode: textOf(line) });
  }
  return { results, skipped };
}

/**
 * The same for many lines, in steps.
 *
 * @param forced the column that a person has given the codes' role
 */
export function* choosing(
  read: readonly ReadLine[],
  found: ReadonlyMap<string, Result>,
  forced?: number,
): Generator<undefined, Choices> {
  const columns =
    forced === undefined ? yield* rankingColumns(read, found) : { inOrder: [forced], sure: forced };
  const firstHeading = read.findIndex(({ kind }) => kind === 'heading');
  // Without headings, columns may be a grid of codes, each alone in its cell; none is one of parent companies.
  const isGrid = forced === undefined && firstHeading < 0;
  const repeating = isGrid ? yield* repeatingColumns(read) : new Set<number>();
  const choices: LineChoice[] = [];
  for (const [index, { line, candidates, kind }] of read.entries()) {
    const best = bestOf(candidates, columns, found);
    const inGrid = isGrid
      ? candidates.filter(
          ({ column }) => !repeating.has(column) && looksLikeCode(line.cells[column] ?? ''),
        )
      : [];
    const results = [...best, ...besides(inGrid, best, found)];
    const isNoCustomer =
      kind !== 'other' ||
      // Lines without a code above the heading: a title, or the heading's upper row.
      (index < firstHeading && candidates.length === 0) ||
      (index === read.length - 1 && isSum(line, columns.sure));
    if (results[0]?.outcome !== 'found' && isNoCustomer) choices.push({ kind: 'skipped' });
    else choices.push(results.length > 0 ? { kind: 'results', results } : { kind: 'noCode' });
    yield;
  }
  return { choices, codeColumn: columns.sure };
}

interface Columns {
  inOrder: number[];
  /** The first column, where at least one line has a customer in it. */
  sure: number | undefined;
}

/** Columns by their number of different customers, then by heading, then companies before persons. */
function* rankingColumns(
  read: readonly ReadLine[],
  found: ReadonlyMap<string, Result>,
): Generator<undefined, Columns> {
  const heading = read.find(({ line, kind }) => kind === 'heading' && codeColumnOf(line) >= 0);
  const named = heading ? codeColumnOf(heading.line) : -1;
  const scores = new Map<number, [customers: number, named: number, companies: number]>();
  const counted = new Set<string>();
  for (const { candidates } of read) {
    for (const { column, text } of candidates) {
      const score = scores.get(column) ?? [0, column === named ? 1 : 0, 0];
      const result = found.get(text);
      // A customer on many lines, as the seller of a list of invoices, counts once.
      const key = `${column} ${idOf(result)}`;
      if (result?.outcome === 'found' && !counted.has(key)) {
        counted.add(key);
        score[0] += 1;
        if (taxCodeKind(result.customer.taxCode) !== 'personal') score[2] += 1;
      }
      scores.set(column, score);
    }
    yield;
  }
  const inOrder = [...scores].sort(
    ([columnA, a], [columnB, b]) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2] || columnA - columnB,
  );
  const [first] = inOrder;
  return {
    inOrder: inOrder.map(([column]) => column),
    sure: first !== undefined && first[1][0] > 0 ? first[0] : undefined,
  };
}

/**
 * The customers in the best column, of which a cell may name several. A code there that no customer has, perhaps
 * because of one wrong digit, is not replaced by a neighbour's. Otherwise the first customer of the other columns, or a
 * text that may be a code.
 */
function bestOf(
  candidates: readonly Candidate[],
  { inOrder, sure }: Columns,
  found: ReadonlyMap<string, Result>,
): Result[] {
  const results = inOrder.flatMap((column) => {
    const ofColumn = candidates
      .filter((candidate) => candidate.column === column)
      .flatMap(({ text }) => found.get(text) ?? []);
    return ofColumn.length === 0 ? [] : [{ column, results: customersOf(ofColumn) }];
  });
  const [first] = results;
  if (first === undefined) return [];
  const [firstResult] = first.results;
  if (first.column === sure || firstResult?.outcome !== 'invalid') return first.results;
  const ofOutcome = (outcome: Result['outcome']) =>
    results.find((each) => each.results[0]?.outcome === outcome)?.results;
  return ofOutcome('found') ?? ofOutcome('unknown') ?? first.results;
}

/** The columns in which most codes stand on several lines. */
function* repeatingColumns(read: readonly ReadLine[]): Generator<undefined, ReadonlySet<number>> {
  const columns = new Map<number, string[]>();
  for (const { candidates } of read) {
    for (const { column, text } of candidates) {
      const texts = columns.get(column) ?? [];
      texts.push(text);
      columns.set(column, texts);
    }
    yield;
  }
  const repeating = [...columns].filter(
    ([, texts]) => texts.length > 1 && new Set(texts).size * 2 <= texts.length,
  );
  return new Set(repeating.map(([column]) => column));
}

/** The companies of a line, in whichever column, that are customers besides the best ones. */
function besides(
  candidates: readonly Candidate[],
  best: readonly Result[],
  found: ReadonlyMap<string, Result>,
): Result[] {
  const named = new Set(best.map((result) => idOf(result)));
  return candidates.flatMap(({ text }) => {
    const result = found.get(text);
    const id = idOf(result);
    const isCustomer = result?.outcome === 'found' && !named.has(id);
    if (!isCustomer || taxCodeKind(result.customer.taxCode) === 'personal') return [];
    named.add(id);
    return [result];
  });
}

const idOf = (result: Result | undefined): string =>
  result?.outcome === 'found' ? result.customer.id : '';

/**
 * All customers that one cell names, companies before persons, and companies' codes that no customer has or that are
 * mistyped; for a cell without them, its first code.
 */
function customersOf(results: readonly Result[]): Result[] {
  const named = new Map<string, Result>();
  const mistyped = new Map<string, Result>();
  for (const result of results) {
    const isUnknown = result.outcome === 'unknown' && isCompany(result.taxCode);
    if (result.outcome === 'found') named.set(result.customer.taxCode, result);
    else if (result.outcome === 'invalid') mistyped.set(result.taxCode, result);
    else if (isUnknown) named.set(result.taxCode, result);
  }
  const companies = [...named].filter(([code]) => taxCodeKind(code) !== 'personal');
  const all = [...(companies.length > 0 ? companies : named), ...mistyped];
  return all.length > 0 ? all.map(([, result]) => result) : results.slice(0, 1);
}

/** Whether a last line only adds up amounts: digits, and none in the column of codes. */
function isSum({ cells }: PastedLine, codeColumn: number | undefined): boolean {
  if (codeColumn === undefined || cells[codeColumn]) return false;
  return cells.every((cell) => /^[\d.,\s₫đ]*$/iu.test(cell));
}

/** The row's text when a line has no code: all of it, since nothing pasted is lost. */
export function textOf({ cells }: PastedLine): string {
  return cells.filter((cell) => cell !== '').join(' · ');
}
