import { type Draft, filledRows, quotableRows } from '../draft/draft.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import type { LineProblem } from '../table/row-problems.ts';
import type { LateViews } from './late-parts.ts';

interface Findings {
  quotes: QuoteController;
  /** Whether the person has tried to go on. */
  attempted: boolean;
  /** Rows whose text is being looked up. */
  resolving: ReadonlySet<number>;
}

/** An order's problems; empty until the late parts, which have the rules, are loaded. */
export class FoundProblems {
  /** Problems of rows, by row key. */
  rows: ReadonlyMap<number, LineProblem> = new Map();
  /** Number of invalid fields of parties declared by hand. */
  inParties = 0;

  get count(): number {
    return this.rows.size + this.inParties;
  }

  find(views: LateViews, draft: Draft, { quotes, attempted, resolving }: Findings): void {
    this.rows = views.findProblems(draft, {
      serverProblemOf: (row) => quotes.problemOf(row),
      attempted,
      resolving,
    });
    this.inParties = views.countPartyProblems(draft);
  }
}

/** Whether a problem may have to be shown before the person tries to go on. */
export function mayBeWrong(draft: Draft, quotes: QuoteController): boolean {
  const areAllQuotable = quotableRows(draft).length === filledRows(draft).length;
  return !areAllQuotable || draft.rows.some((row) => quotes.problemOf(row));
}
