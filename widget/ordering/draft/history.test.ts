import { expect } from '@open-wc/testing';
import { customersOf } from '../../testing/firm.ts';
import { type Draft, type DraftChange, emptyDraft, withRow } from './draft.ts';
import { withLookedUp } from './draft-customers.ts';
import { type History, NO_HISTORY, recorded, stepped } from './history.ts';
import { rowChanges } from './row-changes.ts';

const customers = customersOf(3);
const start = withLookedUp(
  emptyDraft('id'),
  customers.map((customer) => ({
    outcome: 'found',
    taxCode: customer.taxCode,
    formerTaxCode: null,
    customer,
  })),
).draft;

interface Edited {
  draft: Draft;
  history: History;
}

/** A change, or one by typing. */
type Edit = DraftChange | [DraftChange, typing: string];

function edited(draft: Draft, ...changes: Edit[]): Edited {
  return changes.reduce(changedBy, { draft, history: NO_HISTORY });
}

function changedBy({ draft, history }: Edited, edit: Edit): Edited {
  const [change, typing] = typeof edit === 'function' ? [edit] : edit;
  const after = { ...draft, ...change(draft) };
  return { draft: after, history: recorded(history, draft, after, typing) };
}

const undo = ({ draft, history }: Edited) => stepped(history, draft, 'undo');
const years = (key: number, count: number) => withRow(key, () => ({ years: count }));
const email = (key: number, recipientEmail: string) => withRow(key, () => ({ recipientEmail }));

describe('a draft’s history', () => {
  it('undo and redo lead through all states and back', () => {
    const done = edited(start, years(1, 2), years(2, 3), ({ rows }) => ({ rows: rows.slice(1) }));
    const states = [done.draft];
    for (let at: Edited | null = done; at; at = undo(at)) states.push(at.draft);
    expect(states.at(-1)?.rows).to.equal(start.rows);
    expect(done.history.past).to.have.length(3);
    let back = undo(undo(undo(done) as Edited) as Edited) as Edited;
    expect(back.history.past).to.have.length(0);
    for (let n = 0; n < 3; n++) back = stepped(back.history, back.draft, 'redo') as Edited;
    expect(back.draft.rows).to.equal(done.draft.rows);
    expect(stepped(back.history, back.draft, 'redo')).to.equal(null);
  });

  it('a change after an undo drops what could be redone', () => {
    const back = undo(edited(start, years(1, 2), years(1, 3))) as Edited;
    const other = changedBy(back, years(2, 5));
    expect(other.history.future).to.have.length(0);
    expect(other.history.past).to.have.length(2);
  });

  it('consecutive changes of one typed field are one step, those of another field the next', () => {
    const typed = edited(
      start,
      [email(1, 'a'), '1 email'],
      [email(1, 'ab'), '1 email'],
      [email(2, 'c'), '2 email'],
      [email(2, 'cd'), '2 email'],
    );
    expect(typed.history.past).to.have.length(2);
    const chosen = edited(start, [email(1, 'a'), '1 email'], years(1, 2), [
      email(1, 'b'),
      '1 email',
    ]);
    expect(chosen.history.past, 'with a choice between').to.have.length(3);
  });

  it('chosen values are a step each', () => {
    expect(edited(start, years(1, 2), years(1, 3)).history.past).to.have.length(2);
  });

  it('a list of the same rows is no step, and leaves what can be redone', () => {
    const back = undo(edited(start, years(1, 2))) as Edited;
    const same = changedBy(back, ({ rows }) => ({ rows: [...rows] }));
    expect(same.history).to.deep.include({ past: [] });
    expect(same.history.future).to.have.length(1);
    const sorted = changedBy(back, ({ rows }) => ({ rows: rows.toReversed() }));
    expect(sorted.history.past).to.have.length(1);
  });

  it('typing goes on as a new step after an undo', () => {
    const back = undo(edited(start, [email(1, 'a'), 'e'], years(2, 2))) as Edited;
    expect(changedBy(back, [email(1, 'ac'), 'e']).history.past).to.have.length(2);
  });

  it('undo changes neither the order’s identity nor a quotation refused since', () => {
    const quotation = { quotation: { id: 'q' } as never, of: '' };
    const priced = edited({ ...start, quotation }, years(1, 2), () => ({ quotation: null }));
    expect(priced.history.past, 'a refusal is no change of the person’s').to.have.length(1);
    const back = undo({ ...priced, draft: { ...priced.draft, requestId: 'other' } });
    expect(back?.draft).to.include({ requestId: 'other', quotation: null });
    expect(back?.draft.rows).to.equal(start.rows);
  });

  it('a hundred changes are kept', () => {
    const many = Array.from({ length: 120 }, (_, index) => years(1, (index % 2) + 2));
    expect(edited(start, ...many).history.past).to.have.length(100);
  });

  it('rowChanges counts rows added, removed and changed', () => {
    const { draft } = edited(start, years(1, 2), ({ rows }) => ({
      rows: [...rows.slice(0, 2), { ...(rows[2] as Draft['rows'][number]), key: 9 }],
    }));
    expect(rowChanges(start, draft)).to.deep.equal({ added: 1, removed: 1, changed: 1 });
  });
});
