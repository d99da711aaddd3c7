import type { TemplateResult } from 'lit';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow, RowChange } from '../draft/draft.ts';
import type { QuotedRow } from '../quote/quote-controller.ts';
import type { RowEffect } from '../rows/row-term.ts';
import type { LineProblem } from './row-problems.ts';

/** Parts of a row that are loaded after the table is shown. */
export interface LateRowParts {
  /** The problem's text. */
  problemText?: string;
  /** The problem shown below the row, with its remedy. */
  problemRow?: TemplateResult;
  /** Unexpected effects of the row, shown below it. */
  remarks?: TemplateResult | null;
  /** The row's own settings, in short. */
  notes?: unknown;
  /** Fields shown below the row when it is open. */
  details?: unknown;
  /** The customer's licences that are not in the order, below its last row. */
  others?: unknown;
}

/** Values and actions of one row of the table. */
export interface LineRow extends LateRowParts {
  signIn: FormSignIn;
  row: DraftRow;
  /** The row's place in the whole list, from 0. */
  index: number;
  problem: LineProblem | undefined;
  quoted: QuotedRow | undefined;
  /** The effect on the licence; null without a licence or plan. */
  effect: RowEffect | null;
  /** Whether the price is being fetched. */
  busy: boolean;
  isOpen: boolean;
  onChange(change: RowChange): unknown;
  onChoose(customer: Customer): unknown;
  onText(text: string): void;
  onPasteColumn(text: string): void;
  onToggle(): void;
  onRemove(): void;
}

/** A row with the ids that its cells refer to. */
export interface DrawnLine extends LineRow {
  /** Id of the row's remarks; empty if there are none. */
  remarksId: string;
}
