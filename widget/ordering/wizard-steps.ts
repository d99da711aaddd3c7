import type { FormSignIn } from '../api/sign-in.ts';
import type { OrderStage } from '../orders-list/order/order-stage.ts';
import type { Reordered } from '../orders-list/order/reordered.ts';
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

/** The wizard, as the steps after the first see it. */
export interface StepsHost extends RefusedOrderHost {
  readonly signIn: FormSignIn;
  readonly state: WizardState;
  readonly quotes: QuoteController;
  readonly handlePlaced: (order: PlacedOrder) => unknown;
  /** Shows an order: here, or the placed one where the host of the wizard does. */
  readonly openOrder: (orderId: string, stage: OrderStage) => unknown;
  readonly onOpenPlaced: StepsHost['openOrder'] | null;
  readonly leaveOrder: () => unknown;
  readonly reorder: (reordered: Reordered) => unknown;
}
