import { html, nothing, type TemplateResult } from 'lit';
import type { Fault } from '../api/fault.ts';
import { registerInner } from '../register.ts';
import { ConfirmStep } from './confirm/confirm-step.ts';
import { PlaceStep } from './place/place-step.ts';
import { leadBack } from './refused-order.ts';
import type { LaterStep, StepsHost } from './wizard-steps.ts';

/** Registers a step's elements, loading those of other screens. */
export async function prepareStep(step: LaterStep): Promise<void> {
  if (step === 'confirm') registerInner(ConfirmStep);
  if (step === 'place') registerInner(PlaceStep);
  if (step === 'order')
    registerInner((await import('../orders-list/order/order-view.ts')).OrderView);
}

export function renderLaterStep(wizard: StepsHost): TemplateResult | typeof nothing {
  switch (wizard.state.step) {
    case 'details':
      return nothing;
    case 'confirm':
      return confirmStep(wizard);
    case 'place':
    case 'placed':
      return placeStep(wizard);
    case 'order':
      return orderStep(wizard);
  }
}

function confirmStep(wizard: StepsHost): TemplateResult {
  const { signIn, state, draft, quotes, changeDraft, go } = wizard;
  return html`<renewal-confirm-step
    .signIn=${signIn}
    .draft=${draft}
    .quotes=${quotes}
    .revision=${quotes.revision}
    .confirmed=${state.confirmed}
    .hasNewTerms=${state.hasNewTerms}
    .onDraft=${changeDraft}
    .onConfirmed=${(confirmed: boolean) => wizard.dispatch({ type: 'confirm', confirmed })}
    .onBack=${() => go('details')}
    .onContinue=${() => go('place')}
  ></renewal-confirm-step>`;
}

function placeStep(wizard: StepsHost): TemplateResult {
  const { signIn, state, draft, quotes, go, handlePlaced, openOrder, onOpenPlaced } = wizard;
  return html`<renewal-place-step
    .signIn=${signIn}
    .draft=${draft}
    .quotes=${quotes}
    .total=${quotes.quote?.totals.total ?? 0}
    .order=${state.step === 'placed' ? state.order : null}
    .onBack=${() => go('confirm')}
    .onPlaced=${handlePlaced}
    .onRefused=${(fault: Fault) => leadBack(wizard, fault)}
    .onOpenOrder=${onOpenPlaced ?? openOrder}
  ></renewal-place-step>`;
}

function orderStep({ signIn, state, leaveOrder, reorder }: StepsHost): TemplateResult {
  return html`<renewal-order-view
    .signIn=${signIn}
    .orderId=${state.shown?.orderId ?? ''}
    .stage=${state.shown?.stage ?? 'details'}
    .onBack=${leaveOrder}
    .onReorder=${reorder}
  ></renewal-order-view>`;
}
