import type { LookUpResult } from '../../shared/schemas/customer.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import {
  type Candidate,
  candidatesOf,
  codeColumnOf,
  isHeading,
  isTotal,
  type PastedLine,
} from './pasted-table.ts';

type Result = LookUpResult['results'][number];

/** What becomes of a pasted table. */
export interface ChosenLines {
  /** One for each line that is meant to be a customer, in the order pasted. */
  results: Result[];
  /** The numbers of the lines that are headings or totals. */
  skipped: number[];
}

/** All texts that are to be looked up for these lines, each once. */
export function textsToLookUp(lines: readonly PastedLine[]): string[] {
  return [...new Set(lines.flatMap((line) => candidatesOf(line).map(({ text }) => text)))];
}

/**
 * The customer of each line: that of the column in which most lines have one, so that a director's personal
 * number beside the company's code adds no household business. Of a line without a customer its code stays, or
 * all that stands on it.
 *
 * @param found what the look-up says of each text
 */
export function chooseLines(
  lines: readonly PastedLine[],
  found: ReadonlyMap<string, Result>,
): ChosenLines {
  const read = lines.map((line) => ({ line, candidates: candidatesOf(line) }));
  const columns = rankColumns(read, found);
  const results: Result[] = [];
  const skipped: number[] = [];
  for (const { line, candidates } of read) {
    const best = bestOf(candidates, columns, found);
    if (best?.outcome !== 'found' && (isHeading(line) || isTotal(line))) skipped.push(line.number);
    else results.push(best ?? { outcome: 'invalid', taxCode: textOf(line) });
  }
  return { results, skipped };
}

/** Columns by how many of their lines are customers, then by heading, then companies before persons. */
function rankColumns(
  read: readonly { line: PastedLine; candidates: Candidate[] }[],
  found: ReadonlyMap<string, Result>,
): number[] {
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
  return inOrder.map(([column]) => column);
}

/**
 * The customer in the best column; a well-formed code there that is no customer's is not replaced by a
 * neighbour's. Else the first customer of the other columns, else what may be a code.
 */
function bestOf(
  candidates: readonly Candidate[],
  columns: readonly number[],
  found: ReadonlyMap<string, Result>,
): Result | undefined {
  const results = columns.flatMap((column) => {
    const ofColumn = candidates
      .filter((candidate) => candidate.column === column)
      .flatMap(({ text }) => found.get(text) ?? []);
    return ofColumn.find(({ outcome }) => outcome === 'found') ?? ofColumn[0] ?? [];
  });
  const [first] = results;
  if (first !== undefined && first.outcome !== 'invalid') return first;
  return (
    results.find(({ outcome }) => outcome === 'found') ??
    results.find(({ outcome }) => outcome === 'unknown') ??
    first
  );
}

/** What stands in the row's field when a line has no code: all of it, since nothing pasted is lost. */
function textOf({ cells }: PastedLine): string {
  return cells.filter((cell) => cell !== '').join(' · ');
}
