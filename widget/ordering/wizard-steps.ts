import { html } from 'lit';
import type { FormSignIn } from '../api/sign-in.ts';
import type { OrderStage } from '../orders-list/order/order-stage.ts';
import type { Reordered } from '../orders-list/order/reordered.ts';
import type { ChangeDraft, Draft } from './draft/draft.ts';
import type { Direction } from './draft/history.ts';
import type { PlacedOrder } from './place/place-step.ts';
import type { QuoteController } from './quote/quote-controller.ts';
import type { RefusedOrderHost } from './refused-order.ts';
import type { Step, WizardState } from './wizard-state.ts';

/** The steps after the first, loaded on demand. */
export type LaterSteps = typeof import('./later-steps.ts');

const LATER_STEPS = ['confirm', 'place', 'order'] as const;

export type LaterStep = (typeof LATER_STEPS)[number];

export function isLater(step: Step): step is LaterStep {
  return LATER_STEPS.some((later) => later === step);
}

export async function loadStep(step: LaterStep): Promise<LaterSteps> {
  const steps = await import('./later-steps.ts');
  await steps.prepareStep(step);
  return steps;
}

/** A step's values, and its actions on the wizard. */
export interface StepView {
  signIn: FormSignIn;
  state: WizardState;
  draft: Draft;
  quotes: QuoteController;
  /** Resolves when chosen customers are in the draft, or could not be added. */
  filled: () => Promise<unknown>;
  onDraft: ChangeDraft;
  /** Goes one change of the draft back or forth. */
  onStep: (direction: Direction) => Promise<unknown>;
  onConfirmed: (confirmed: boolean) => void;
  onGo: (step: Step) => unknown;
  onPlaced: (order: PlacedOrder) => unknown;
  /** Corrects a refused order. */
  wizard: RefusedOrderHost;
  onOpenOrder: (orderId: string) => unknown;
  /** Shows the order that was placed. */
  onOpenPlaced: (orderId: string, stage: OrderStage) => unknown;
  onLeaveOrder: () => unknown;
  onReorder: (reordered: Reordered) => unknown;
}

export function detailsStep(view: StepView) {
  const { signIn, state, draft, quotes, filled, onDraft, onStep, onGo, onOpenOrder } = view;
  return html`<renewal-details-step
    .signIn=${signIn}
    .draft=${draft}
    .quotes=${quotes}
    .filled=${filled}
    .revision=${quotes.revision}
    .history=${state.history}
    .onDraft=${onDraft}
    .onStep=${onStep}
    .onContinue=${() => onGo('confirm')}
    .onOpenOrder=${onOpenOrder}
  ></renewal-details-step>`;
}
