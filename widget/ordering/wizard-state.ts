import type { OrderStage } from '../orders-list/order/order-stage.ts';
import { type Draft, emptyDraft, filledRows } from './draft/draft.ts';
import { isOf, notYetIn } from './draft/draft-customers.ts';
import { type Direction, type History, NO_HISTORY, recorded, stepped } from './draft/history.ts';
import type { PlacedOrder } from './place/place-step.ts';
import type { DraftQuestion, Elsewhere } from './start/draft-question.ts';
import { areSameCodes } from './start/read-customers.ts';
import type { WizardStep } from './wizard-header.ts';

export type Step = WizardStep | 'placed' | 'order';

/** The wizard's whole state, changed by `reduce` alone. */
export interface WizardState {
  step: Step;
  draft: Draft;
  /** The draft's former states, for undo and redo. */
  history: History;
  /** The draft is being fetched or filled. */
  loading: boolean;
  /** The customers that the host had chosen when this draft was begun. */
  begunWith: readonly string[];
  /** A stored draft that is not of the chosen customers. */
  stored: Draft | null;
  /** Customers that the host has chosen since, until the person answers. */
  offered: readonly string[] | null;
  /** The draft that was written elsewhere; `theirs` is null if it was placed or discarded there. */
  elsewhere: Elsewhere | null;
  confirmed: boolean;
  /** The terms have changed since they were shown: a new day began, or the portal changed a licence. */
  hasNewTerms: boolean;
  order: PlacedOrder | null;
  /** The order shown in the wizard, and the step to return to. */
  shown: { orderId: string; stage: OrderStage; from: Step } | null;
}

export type WizardAction =
  | { type: 'begin'; customers: readonly string[] }
  | { type: 'takeStored'; draft: Draft }
  | { type: 'keepStored'; draft: Draft }
  | { type: 'load'; draft: Draft }
  | { type: 'ready' }
  | { type: 'replace'; draft: Draft }
  | { type: 'change'; draft: Draft; typing?: string | undefined }
  | { type: 'step'; direction: Direction }
  | { type: 'customers'; codes: readonly string[] }
  | { type: 'takeOffered'; codes: readonly string[] }
  | { type: 'answer'; draft: Draft; customers: readonly string[] }
  | ({ type: 'elsewhere' } & Elsewhere)
  | { type: 'settleElsewhere' }
  | { type: 'confirm'; confirmed: boolean }
  | { type: 'newTerms' }
  | { type: 'go'; step: Step }
  | { type: 'openOrder'; orderId: string; stage: OrderStage }
  | { type: 'placed'; order: PlacedOrder; requestId: string }
  | { type: 'done' };

export function initialState(requestId: string): WizardState {
  return {
    step: 'details',
    draft: emptyDraft(requestId),
    history: NO_HISTORY,
    loading: true,
    begunWith: [],
    stored: null,
    offered: null,
    elsewhere: null,
    confirmed: false,
    hasNewTerms: false,
    order: null,
    shown: null,
  };
}

export function reduce(state: WizardState, action: WizardAction): WizardState {
  switch (action.type) {
    case 'begin':
      return { ...initialState(''), draft: state.draft, begunWith: action.customers };
    case 'takeStored':
      return { ...withOther(state, action.draft), stored: null, loading: false };
    case 'keepStored':
      return { ...state, stored: action.draft };
    case 'load':
      return { ...withOther(state, action.draft), loading: true };
    case 'ready':
      return { ...state, loading: false };
    // Questions about the former draft are over.
    case 'replace':
      return { ...withOther(state, action.draft), elsewhere: null };
    // The tick was for the former draft.
    case 'change':
      return {
        ...state,
        draft: action.draft,
        history: historyWith(state, action.draft, action.typing),
        confirmed: false,
      };
    case 'step':
      return {
        ...state,
        ...stepped(state.history, state.draft, action.direction),
        confirmed: false,
      };
    case 'customers':
      return withCustomers(state, action.codes);
    case 'takeOffered':
      return { ...state, offered: null, begunWith: action.codes };
    case 'answer':
      return {
        ...withOther(state, action.draft),
        stored: null,
        offered: null,
        begunWith: action.customers,
      };
    case 'elsewhere':
      return { ...state, elsewhere: { theirs: action.theirs, onServer: action.onServer ?? null } };
    case 'settleElsewhere':
      return { ...state, elsewhere: null };
    case 'confirm':
      return { ...state, confirmed: action.confirmed };
    case 'newTerms':
      return { ...state, confirmed: false, hasNewTerms: true };
    case 'go':
      return { ...state, step: action.step, hasNewTerms: false };
    case 'openOrder': {
      const { orderId, stage } = action;
      return { ...state, shown: { orderId, stage, from: state.step } };
    }
    case 'placed':
      return {
        ...withOther(state, emptyDraft(action.requestId)),
        order: action.order,
        elsewhere: null,
        confirmed: false,
      };
    case 'done':
      return { ...state, order: null, shown: null };
  }
}

/** Another draft has another history; the same one, filled further, keeps its own. */
function withOther(state: WizardState, draft: Draft): WizardState {
  return { ...state, draft, history: draft === state.draft ? state.history : NO_HISTORY };
}

/** The first filling of a draft is its beginning, which nobody has to undo. */
function historyWith(
  { history, draft, loading }: WizardState,
  changed: Draft,
  typing: string | undefined,
): History {
  if (loading && filledRows(draft).length === 0) return history;
  return recorded(history, draft, changed, typing);
}

/** Whether an order is being placed or shown; nothing may replace it. */
export function isUnderWay({ step }: WizardState): boolean {
  return step === 'place' || step === 'placed' || step === 'order';
}

/** Whether the order just placed is shown. */
export function isDone({ step, shown }: WizardState): boolean {
  return step === 'placed' || (step === 'order' && shown?.from === 'placed');
}

/**
 * The response to customers that the host sets again. `begin`: anew, since nothing has been typed yet. `fill`: an empty
 * draft. `ask`: something was typed or is under way. `keep`: the draft is of these customers already.
 */
export type CustomersMove = 'begin' | 'fill' | 'ask' | 'keep';

export function moveFor(state: WizardState, codes: readonly string[]): CustomersMove {
  const { draft } = state;
  if (areSameCodes(codes, state.begunWith)) return 'keep';
  if (state.loading || state.stored) return 'begin';
  if (codes.length === 0 || isOf(draft, codes)) return 'keep';
  return !isUnderWay(state) && filledRows(draft).length === 0 ? 'fill' : 'ask';
}

function withCustomers(state: WizardState, codes: readonly string[]): WizardState {
  switch (moveFor(state, codes)) {
    case 'ask':
      return { ...state, offered: codes };
    case 'begin':
      return { ...state, offered: null };
    default:
      return { ...state, offered: null, begunWith: codes };
  }
}

/** The question to ask before a draft is replaced; never while an order is being placed or shown. */
export function questionOf(state: WizardState, chosen: readonly string[]): DraftQuestion | null {
  const { draft, stored, offered, elsewhere } = state;
  if (stored) return choice('stored', stored, chosen);
  if (isUnderWay(state)) return null;
  if (elsewhere) return { kind: 'elsewhere', draft, ...elsewhere };
  return offered && choice('offered', draft, offered);
}

function choice(kind: 'stored' | 'offered', draft: Draft, codes: readonly string[]): DraftQuestion {
  return { kind, draft, codes, added: notYetIn(draft, codes).length };
}
