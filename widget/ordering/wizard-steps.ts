import { html, type TemplateResult } from 'lit';
import type { Fault } from '../api/fault.ts';
import type { FormSignIn } from '../api/sign-in.ts';
import type { Reordered } from '../orders-list/reordered.ts';
import type { InnerElement } from '../register.ts';
import type { Draft, DraftChange } from './draft/draft.ts';
import type { PlacedOrder } from './place/place-step.ts';
import type { QuoteController } from './quote/quote-controller.ts';
import type { Step, WizardState } from './wizard-state.ts';

/** The elements of the steps after the first, loaded when the person gets there. */
export const LATER_STEPS = {
  confirm: async (): Promise<InnerElement> =>
    (await import('./confirm/confirm-step.ts')).ConfirmStep,
  place: async (): Promise<InnerElement> => (await import('./place/place-step.ts')).PlaceStep,
  order: async (): Promise<InnerElement> =>
    (await import('../orders-list/order-view.ts')).OrderView,
};

export type LaterStep = keyof typeof LATER_STEPS;

export function isLater(step: Step): step is LaterStep {
  return step in LATER_STEPS;
}

/** What a step shows, and what it asks of the wizard. */
export interface StepView {
  signIn: FormSignIn;
  state: WizardState;
  draft: Draft;
  quotes: QuoteController;
  onDraft: (change: DraftChange) => Promise<unknown>;
  onConfirmed: (confirmed: boolean) => void;
  onGo: (step: Step) => unknown;
  onPlaced: (order: PlacedOrder) => unknown;
  onRefused: (fault: Fault) => unknown;
  onOpenOrder: (orderId: string) => unknown;
  /** Shows the order that was placed. */
  onOpenPlaced: (orderId: string, payAtOnce: boolean) => unknown;
  onLeaveOrder: () => unknown;
  onReorder: (reordered: Reordered) => unknown;
}

export function renderStep(view: StepView): TemplateResult {
  switch (view.state.step) {
    case 'details':
      return detailsStep(view);
    case 'confirm':
      return confirmStep(view);
    case 'place':
    case 'placed':
      return placeStep(view);
    case 'order':
      return orderStep(view);
  }
}

function detailsStep({ signIn, draft, quotes, onDraft, onGo, onOpenOrder }: StepView) {
  return html`<renewal-details-step
    .signIn=${signIn}
    .draft=${draft}
    .quotes=${quotes}
    .revision=${quotes.revision}
    .onDraft=${onDraft}
    .onContinue=${() => onGo('confirm')}
    .onOpenOrder=${onOpenOrder}
  ></renewal-details-step>`;
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
  onRefused,
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
    .onRefused=${onRefused}
    .onOpenOrder=${onOpenPlaced}
  ></renewal-place-step>`;
}

function orderStep({ signIn, state, onLeaveOrder, onReorder }: StepView) {
  return html`<renewal-order-view
    .signIn=${signIn}
    .orderId=${state.shown?.orderId ?? ''}
    .stage=${state.shown?.payAtOnce ? 'method' : 'details'}
    .onBack=${onLeaveOrder}
    .onReorder=${onReorder}
  ></renewal-order-view>`;
}
