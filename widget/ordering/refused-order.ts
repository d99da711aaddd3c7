import type { Fault } from '../api/fault.ts';
import {
  type Draft,
  type DraftChange,
  filledRows,
  isQuotationRefusal,
  newRequestId,
} from './draft/draft.ts';
import type { QuoteController } from './quote/quote-controller.ts';
import type { WizardStep } from './wizard-header.ts';
import type { Step, WizardAction } from './wizard-state.ts';

/** The part of the order form that {@link leadBack} uses. */
export interface RefusedOrderHost {
  readonly draft: Draft;
  readonly quotes: QuoteController;
  readonly shadowRoot: ShadowRoot | null;
  readonly updateComplete: Promise<unknown>;
  dispatch(action: WizardAction): void;
  changeDraft(change: DraftChange): Promise<unknown>;
  go(step: Step): Promise<void>;
  /** Shows the reason, and reports it to the host page. */
  refuse(fault: Fault): Promise<void>;
  handleQuotationRefusal(fault: Fault): void;
}

/** The server refused the order: returns to the step at which it can be corrected. */
export async function leadBack(form: RefusedOrderHost, fault: Fault): Promise<void> {
  const step = stepToMend(fault, form.draft);
  if (isQuotationRefusal(fault, form.draft)) {
    await form.go('confirm');
    return form.handleQuotationRefusal(fault);
  }
  if (step) form.dispatch({ type: 'confirm', confirmed: false });
  if (fault.code === 'REQUEST_ID_REUSED') {
    await form.changeDraft(() => ({ requestId: newRequestId() }));
  }
  if (['PRICE_CHANGED', 'REQUEST_ID_REUSED'].includes(fault.code)) form.quotes.refresh();
  const rows = filledRows(form.draft);
  if (step) await form.go(step);
  if (fault.code === 'ORDER_LINES_REJECTED' || fault.code === 'INVALID_INPUT') {
    if (fault.rowProblems) form.quotes.showProblems(rows, fault.rowProblems);
    await form.updateComplete;
    await form.shadowRoot?.querySelector('renewal-details-step')?.focusFirstProblem();
  } else if (fault.code === 'CODE_REJECTED') {
    form.quotes.showCodeProblem(fault.codeProblem ?? null);
    form.shadowRoot?.querySelector('renewal-confirm-step')?.focusCode();
  }
  await form.refuse(fault);
}

/** The step at which a refused order can be corrected; null: the present one. */
export function stepToMend({ code }: Pick<Fault, 'code'>, draft: Draft): WizardStep | null {
  switch (code) {
    case 'ORDER_LINES_REJECTED':
    case 'INVALID_INPUT':
    case 'REQUEST_ID_REUSED':
      return 'details';
    case 'PRICE_CHANGED':
    case 'CODE_REJECTED':
      return 'confirm';
    default:
      return isQuotationRefusal({ code }, draft) ? 'confirm' : null;
  }
}
