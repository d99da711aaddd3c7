import type { Fault } from '../../api/fault.ts';
import { type Draft, type DraftChange, filledRows, newRequestId } from '../draft/draft.ts';
import type { Quoting } from './quoting.ts';

export interface RefusedForm {
  readonly draft: Draft;
  readonly quotes: Quoting;
  changeDraft(change: DraftChange): unknown;
}

/**
 * The changes of a form by a refusal of its order: problems are shown at the rows or the discount code, prices that
 * have changed are asked for anew, and an id under which something else was ordered is replaced.
 */
export function takeRefusal(form: RefusedForm, fault: Fault): void {
  if (fault.code === 'REQUEST_ID_REUSED') form.changeDraft(() => ({ requestId: newRequestId() }));
  if (['PRICE_CHANGED', 'REQUEST_ID_REUSED'].includes(fault.code)) form.quotes.refresh();
  if (fault.rowProblems && ['ORDER_LINES_REJECTED', 'INVALID_INPUT'].includes(fault.code)) {
    form.quotes.showProblems(filledRows(form.draft), fault.rowProblems);
  }
  if (fault.code === 'CODE_REJECTED') form.quotes.showCodeProblem(fault.codeProblem ?? null);
}
