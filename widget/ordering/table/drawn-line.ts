import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow, RowChange } from '../draft/draft.ts';
import type { Pasted } from '../paste/pasted.ts';
import type { RowEffect } from '../rows/row-term.ts';
import type { LineProblem } from './row-problems.ts';

/** Parts of a row that are loaded after the table is shown. */
export interface LateRowParts {
  /** The problem's text. */
  problemText?: string;
  /** Notices about the row: its problem, unexpected effects, licences left out. */
  said?: unknown;
  /** Id of the unexpected effects; empty if there are none. */
  remarksId?: string;
  /** The row's own settings, in short. */
  notes?: readonly unknown[];
  /** Fields shown in the row when it is open. */
  details?: unknown;
}

/** Values and actions of one row of the table. */
export interface LineRow extends LateRowParts {
  signIn: FormSignIn;
  row: DraftRow;
  /** The row's place in the whole list, from 0. */
  index: number;
  problem: LineProblem | undefined;
  /** Its price, as text; empty without one. */
  amount: string;
  /** The effect on the licence; null without a licence or plan. */
  effect: RowEffect | null;
  /** The payer of a row without one of its own. */
  orderPayer: PayerKind;
  /** Whether the price is being fetched. */
  busy: boolean;
  isOpen: boolean;
  isTicked: boolean;
  /** Classes of a column's cell: whether it is in the range that is copied or filled. */
  marksOf(column: string): string;
  onTick(isRange: boolean): unknown;
  onChange(change: RowChange): unknown;
  onChoose(customer: Customer): unknown;
  onText(text: string): void;
  onPasteColumn(...pasted: Pasted): void;
  onToggle(): void;
  onRemove(): void;
}
