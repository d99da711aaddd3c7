import { html, nothing, type TemplateResult } from 'lit';
import type { Fault } from '../api/fault.ts';
import { registerInner } from '../register.ts';
import { ConfirmStep } from './confirm/confirm-step.ts';
import { PlaceStep } from './place/place-step.ts';
import { leadBack } from './refused-order.ts';
import type { LaterStep, StepView } from './wizard-steps.ts';

/** Registers a step's elements, loading those of other screens. */
export async function prepareStep(step: LaterStep): Promise<void> {
  if (step === 'confirm') registerInner(ConfirmStep);
  if (step === 'place') registerInner(PlaceStep);
  if (step === 'order')
    registerInner((await import('../orders-list/order/order-view.ts')).OrderView);
}

export function renderLaterStep(view: StepView): TemplateResult | typeof nothing {
  switch (view.state.step) {
    case 'details':
      return nothing;
    case 'confirm':
      return confirmStep(view);
    case 'place':
    case 'placed':
      return placeStep(view);
    case 'order':
      return orderStep(view);
  }
}

function confirmStep({ signIn, state, draft, quotes, onDraft, onConfirmed, onGo }: StepView) {
  return html`<renewal-confirm-step
    .signIn=${signIn}
    .draft=${draft}
    .quotes=${quotes}
    .revision=${quotes.revision}
    .confirmed=${state.confirmed}
    .hasNewTerms=${state.hasNewTerms}
    .onDraft=${onDraft}
    .onConfirmed=${onConfirmed}
    .onBack=${() => onGo('details')}
    .onContinue=${() => onGo('place')}
  ></renewal-confirm-step>`;
}

function placeStep({
  signIn,
  state,
  draft,
  quotes,
  onGo,
  onPlaced,
  wizard,
  onOpenPlaced,
}: StepView) {
  return html`<renewal-place-step
    .signIn=${signIn}
    .draft=${draft}
    .quotes=${quotes}
    .total=${quotes.quote?.totals.total ?? 0}
    .order=${state.step === 'placed' ? state.order : null}
    .onBack=${() => onGo('confirm')}
    .onPlaced=${onPlaced}
    .onRefused=${(fault: Fault) => leadBack(wizard, fault)}
    .onOpenOrder=${onOpenPlaced}
  ></renewal-place-step>`;
}

function orderStep({ signIn, state, onLeaveOrder, onReorder }: StepView) {
  return html`<renewal-order-view
    .signIn=${signIn}
    .orderId=${state.shown?.orderId ?? ''}
    .stage=${state.shown?.stage ?? 'details'}
    .onBack=${onLeaveOrder}
    .onReorder=${onReorder}
  ></renewal-order-view>`;
}
