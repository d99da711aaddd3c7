import type { LookUpResult } from '../../../shared/schemas/customer.ts';
import { taxCodeKind } from '../../../shared/tax-code.ts';
import {
  type Candidate,
  candidatesOf,
  codeColumnOf,
  isHeading,
  isTotal,
  type PastedLine,
} from './pasted-table.ts';

type Result = LookUpResult['results'][number];

/** The result of a pasted table. */
export interface ChosenLines {
  /** The look-up's result for each line that names a customer, in the order pasted. */
  results: Result[];
  /** The numbers of the lines that are headings or totals. */
  skipped: number[];
}

/** All texts of these lines to look up, each once. */
export function textsToLookUp(lines: readonly PastedLine[]): string[] {
  return [...new Set(lines.flatMap((line) => candidatesOf(line).map(({ text }) => text)))];
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
  const read = lines.map((line) => ({ line, candidates: candidatesOf(line) }));
  const columns = rankColumns(read, found);
  const firstHeading = lines.findIndex(isHeading);
  const results: Result[] = [];
  const skipped: number[] = [];
  for (const [index, { line, candidates }] of read.entries()) {
    const best = bestOf(candidates, columns, found);
    const isNoCustomer =
      isHeading(line) ||
      isTotal(line) ||
      // Lines without a code above the heading: a title, or the heading's upper row.
      (index < firstHeading && candidates.length === 0) ||
      (index === read.length - 1 && isSum(line, columns.sure));
    if (best[0]?.outcome !== 'found' && isNoCustomer) skipped.push(line.number);
    else if (best.length > 0) results.push(...best);
    else results.push({ outcome: 'invalid', taxCode: textOf(line) });
  }
  return { results, skipped };
}

interface Columns {
  inOrder: number[];
  /** The first column, where at least one line has a customer in it. */
  sure: number | undefined;
}

/** Columns by their number of customers, then by heading, then companies before persons. */
function rankColumns(
  read: readonly { line: PastedLine; candidates: Candidate[] }[],
  found: ReadonlyMap<string, Result>,
): Columns {
  const heading = read.find(({ line }) => isHeading(line) && codeColumnOf(line) >= 0);
  const named = heading ? codeColumnOf(heading.line) : -1;
  const scores = new Map<number, [customers: number, named: number, companies: number]>();
  for (const { column, text } of read.flatMap(({ candidates }) => candidates)) {
    const score = scores.get(column) ?? [0, column === named ? 1 : 0, 0];
    const result = found.get(text);
    if (result?.outcome === 'found') {
      score[0] += 1;
      if (taxCodeKind(result.customer.taxCode) !== 'personal') score[2] += 1;
    }
    scores.set(column, score);
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
 * The customers in the best column, of which a cell may name several; a code there that is no customer's, perhaps for
 * one wrong digit, is not replaced by a neighbour's. Otherwise the first customer of the other columns, or a text that
 * may be a code.
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

/** All customers that one cell names, companies before persons; for a cell without one, its first code. */
function customersOf(results: readonly Result[]): Result[] {
  const customers = new Map<string, Result>();
  for (const result of results) {
    if (result.outcome === 'found') customers.set(result.customer.taxCode, result);
  }
  const companies = [...customers].filter(([code]) => taxCodeKind(code) !== 'personal');
  const named = (companies.length > 0 ? companies : [...customers]).map(([, result]) => result);
  return named.length > 0 ? named : results.slice(0, 1);
}

/** Whether a last line only adds up amounts: digits, and none in the column of codes. */
function isSum({ cells }: PastedLine, codeColumn: number | undefined): boolean {
  if (codeColumn === undefined || cells[codeColumn]) return false;
  return cells.every((cell) => /^[\d.,\s₫đ]*$/iu.test(cell));
}

/** The row's text when a line has no code: all of it, since nothing pasted is lost. */
function textOf({ cells }: PastedLine): string {
  return cells.filter((cell) => cell !== '').join(' · ');
}
