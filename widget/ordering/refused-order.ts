import type { Fault } from '../api/fault.ts';
import { type Draft, type DraftChange, isQuotationRefusal } from './draft/draft.ts';
import type { Quoting } from './quote/quoting.ts';
import { takeRefusal } from './quote/take-refusal.ts';
import type { WizardStep } from './wizard-header.ts';
import type { Step, WizardAction } from './wizard-state.ts';

/** The part of the order form that {@link leadBack} uses. */
export interface RefusedOrderHost {
  readonly draft: Draft;
  readonly quotes: Quoting;
  readonly shadowRoot: ShadowRoot | null;
  readonly updateComplete: Promise<unknown>;
  dispatch(action: WizardAction): void;
  readonly changeDraft: (change: DraftChange) => Promise<unknown>;
  readonly go: (step: Step) => Promise<void>;
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
  takeRefusal(form, fault);
  if (step) await form.go(step);
  if (fault.code === 'ORDER_LINES_REJECTED' || fault.code === 'INVALID_INPUT') {
    await form.updateComplete;
    await form.shadowRoot?.querySelector('renewal-details-step')?.focusFirstProblem();
  } else if (fault.code === 'CODE_REJECTED') {
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
