import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow, RowChange } from '../draft/draft.ts';
import type { QuotedRow } from '../quote/quote-controller.ts';
import type { RowEffect } from '../rows/row-term.ts';
import type { LineProblem } from './row-problems.ts';

/** One row of the table: what it shows, and what can be done to it. */
export interface LineRow {
  signIn: FormSignIn;
  row: DraftRow;
  /** Its place in the whole list, from 0. */
  index: number;
  problem: LineProblem | undefined;
  /** The problem in words; empty until they have come. */
  problemText: string;
  /** The problem below the row, with what mends it. */
  problemRow: unknown;
  quoted: QuotedRow | undefined;
  /** What it would do to the licence; null: nothing. */
  effect: RowEffect | null;
  /** What the row has of its own, in short. */
  notes: unknown;
  /** The price shown may be about to change. */
  busy: boolean;
  isOpen: boolean;
  /** What is shown below the row when it is open. */
  details: unknown;
  /** The customer's licences that are not in the order, below its last row. */
  others: unknown;
  onChange(change: RowChange): unknown;
  onChoose(customer: Customer): unknown;
  onText(text: string): void;
  onPasteColumn(text: string): void;
  onToggle(): void;
  onRemove(): void;
}

/** A row that is being drawn. */
export interface DrawnLine extends LineRow {
  /** The id of the remarks on it; empty: there are none. */
  remarksId: string;
}
