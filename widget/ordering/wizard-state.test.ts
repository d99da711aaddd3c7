import { expect } from '@open-wc/testing';
import { customersOf } from '../testing/firm.ts';
import { type Draft, emptyDraft, emptyRow } from './draft/draft.ts';
import { withLicense } from './draft/row-license.ts';
import type { PlacedOrder } from './place/place-step.ts';
import { stepToMend } from './refused-order.ts';
import {
  initialState,
  isDone,
  isUnderWay,
  moveFor,
  questionOf,
  reduce,
  type Step,
  type WizardAction,
  type WizardState,
} from './wizard-state.ts';

const [FIRST, SECOND] = customersOf(2).map((customer) => customer.taxCode) as [string, string];
const ORDER = { id: 'order-1', number: 'DH-1' } as PlacedOrder;

function draftOf(count: number): Draft {
  const rows = customersOf(count).map((customer, key) => ({
    ...withCustomerIn(customer),
    key: key + 1,
  }));
  return { ...emptyDraft('request-1'), rows };
}

function withCustomerIn(customer: ReturnType<typeof customersOf>[number]) {
  const row = emptyRow([]);
  return { ...row, ...withLicense(row, customer, customer.licenses[0]) };
}

function stateAfter(...actions: WizardAction[]): WizardState {
  return actions.reduce(reduce, initialState('request-0'));
}

/** A draft of the first customer is being typed. */
const TYPED: WizardAction[] = [
  { type: 'begin', customers: [FIRST] },
  { type: 'change', draft: draftOf(1) },
  { type: 'ready' },
];

const at = (step: Step): WizardAction => ({ type: 'go', step });

describe('load', () => {
  it('load replaces the former draft by the one being filled, until it is ready', () => {
    const filled = draftOf(2);
    const state = stateAfter(...TYPED, { type: 'load', draft: filled });
    expect(state).to.include({ draft: filled, loading: true });
    expect(
      stateAfter(...TYPED, { type: 'load', draft: filled }, { type: 'ready' }).loading,
    ).to.equal(false);
  });
});

describe('moveFor: customers that the host sets again', () => {
  it('moveFor keeps the draft for the customers it was begun with, in any order', () => {
    const state = stateAfter(
      { type: 'begin', customers: [FIRST, SECOND] },
      { type: 'change', draft: draftOf(1) },
      { type: 'ready' },
    );
    expect(moveFor(state, [SECOND, FIRST])).to.equal('keep');
  });

  it('moveFor keeps the draft when the host clears its choice', () => {
    expect(moveFor(stateAfter(...TYPED), [])).to.equal('keep');
  });

  it('moveFor keeps the draft for the very customers that were typed', () => {
    const state = stateAfter(...TYPED, { type: 'change', draft: draftOf(2) });
    expect(moveFor(state, [FIRST, SECOND])).to.equal('keep');
  });

  it('moveFor asks before other customers replace typed ones', () => {
    expect(moveFor(stateAfter(...TYPED), [SECOND])).to.equal('ask');
  });

  it('moveFor fills a draft in which nothing was typed', () => {
    const state = stateAfter({ type: 'begin', customers: [] }, { type: 'ready' });
    expect(moveFor(state, [SECOND])).to.equal('fill');
  });

  it('moveFor begins anew while the draft is loading, and while a stored one is asked about', () => {
    expect(moveFor(stateAfter({ type: 'begin', customers: [] }), [SECOND])).to.equal('begin');
    const asked = stateAfter(
      { type: 'begin', customers: [] },
      { type: 'keepStored', draft: draftOf(1) },
      { type: 'ready' },
    );
    expect(moveFor(asked, [SECOND])).to.equal('begin');
  });

  for (const step of ['place', 'placed', 'order'] as const) {
    it(`moveFor never fills while the step is ${step}`, () => {
      const state = stateAfter({ type: 'begin', customers: [] }, { type: 'ready' }, at(step));
      expect(isUnderWay(state)).to.equal(true);
      expect(moveFor(state, [SECOND])).to.equal('ask');
    });
  }
});

describe('reduce: the question about drafts', () => {
  it('reduce asks about offered customers, and no more once the host clears them', () => {
    const offered = stateAfter(...TYPED, { type: 'customers', codes: [FIRST, SECOND] });
    expect(questionOf(offered, [])).to.deep.include({ kind: 'offered', added: 1 });
    expect(questionOf(reduce(offered, { type: 'customers', codes: [] }), [])).to.equal(null);
  });

  it('reduce keeps offered customers waiting while an order is placed and shown', () => {
    const placing = stateAfter(...TYPED, at('place'), { type: 'customers', codes: [SECOND] });
    expect(questionOf(placing, [])).to.equal(null);
    expect(placing.offered).to.deep.equal([SECOND]);
    const back = reduce(placing, at('confirm'));
    expect(questionOf(back, [])).to.deep.include({ kind: 'offered', codes: [SECOND] });
  });

  it('reduce asks about a stored draft first, and about another tab’s before the host’s choice', () => {
    const state = stateAfter(
      ...TYPED,
      { type: 'customers', codes: [SECOND] },
      { type: 'elsewhere', theirs: null },
    );
    expect(questionOf(state, [])?.kind).to.equal('elsewhere');
    const stored = reduce(state, { type: 'keepStored', draft: draftOf(2) });
    expect(questionOf(stored, [SECOND])?.kind).to.equal('stored');
  });

  it('reduce asks nothing about a draft that another has replaced', () => {
    const state = stateAfter(...TYPED, { type: 'elsewhere', theirs: draftOf(2) });
    const replaced = reduce(state, { type: 'replace', draft: draftOf(1) });
    expect(questionOf(replaced, [])).to.equal(null);
  });

  it('reduce clears every question with the answer', () => {
    const state = stateAfter(
      ...TYPED,
      { type: 'customers', codes: [SECOND] },
      { type: 'answer', draft: draftOf(2), customers: [SECOND] },
    );
    expect(questionOf(state, [])).to.equal(null);
    expect(state.begunWith).to.deep.equal([SECOND]);
    expect(state.draft.rows).to.have.length(2);
  });
});

describe('reduce: steps', () => {
  it('reduce removes the tick with every change of the draft', () => {
    const ticked = stateAfter(...TYPED, at('confirm'), { type: 'confirm', confirmed: true });
    expect(ticked.confirmed).to.equal(true);
    expect(reduce(ticked, { type: 'change', draft: draftOf(2) }).confirmed).to.equal(false);
    expect(reduce(ticked, { type: 'newTerms' })).to.include({
      confirmed: false,
      hasNewTerms: true,
    });
  });

  it('reduce returns from a shown order to the step from which it was opened', () => {
    const open: WizardAction = { type: 'openOrder', orderId: 'order-2', stage: 'details' };
    const fromDetails = stateAfter(...TYPED, open, at('order'));
    expect(fromDetails.shown?.from).to.equal('details');
    expect(isDone(fromDetails)).to.equal(false);
    const fromPlaced = stateAfter(...TYPED, at('placed'), open, at('order'));
    expect(isDone(fromPlaced)).to.equal(true);
  });

  it('reduce empties the draft with the placed order, under a new request id', () => {
    const state = stateAfter(...TYPED, at('place'), {
      type: 'placed',
      order: ORDER,
      requestId: 'request-2',
    });
    expect(state.draft).to.deep.equal(emptyDraft('request-2'));
    expect(state.order).to.equal(ORDER);
    expect(reduce(state, { type: 'done' }).order).to.equal(null);
  });

  it('reduce begins at the first step, with nothing ticked, asked or shown', () => {
    const state = stateAfter(
      ...TYPED,
      { type: 'customers', codes: [SECOND] },
      { type: 'confirm', confirmed: true },
      { type: 'openOrder', orderId: 'order-2', stage: 'method' },
      at('order'),
      { type: 'begin', customers: [SECOND] },
    );
    expect(state).to.include({ step: 'details', confirmed: false, loading: true });
    expect([state.offered, state.shown, state.stored]).to.deep.equal([null, null, null]);
  });

  it('reduce changes no state in place', () => {
    const before = stateAfter(...TYPED);
    const copy = structuredClone(before);
    reduce(before, { type: 'customers', codes: [SECOND] });
    reduce(before, { type: 'placed', order: ORDER, requestId: 'request-3' });
    expect(before).to.deep.equal(copy);
  });
});

describe('stepToMend: a refused order', () => {
  it('stepToMend leads a refused order to the step at which it can be corrected', () => {
    const draft = draftOf(1);
    const stepOf = (code: Parameters<typeof stepToMend>[0]['code']) => stepToMend({ code }, draft);
    expect(stepOf('ORDER_LINES_REJECTED')).to.equal('details');
    expect(stepOf('REQUEST_ID_REUSED')).to.equal('details');
    expect(stepOf('PRICE_CHANGED')).to.equal('confirm');
    expect(stepOf('QUOTATION_EXPIRED')).to.equal('confirm');
    expect(stepOf('NOT_FOUND'), 'no price is guaranteed').to.equal(null);
    expect(stepOf('OFFLINE')).to.equal(null);
  });
});
