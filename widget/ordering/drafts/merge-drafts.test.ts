import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { DraftDetails } from '../../../shared/schemas/draft.ts';
import { customersOf } from '../../testing/firm.ts';
import { type Draft, type DraftRow, emptyDraft, emptyRow, filledRows } from '../draft/draft.ts';
import { withLicense } from '../draft/row-license.ts';
import { mergeDrafts, rowDifference } from './merge-drafts.ts';
import { changesSince, isSameSaved, toDraft, toSavedRow } from './saved-draft.ts';

const ID = '01960000-0000-4000-8000-000000000001';
const customers = customersOf(6);
const customer = (index: number) => customers[index] as Customer;
const row = (index: number, change: Partial<DraftRow> = {}): DraftRow => ({
  ...withLicense(emptyRow([]), customer(index), customer(index).licenses[0]),
  key: index + 1,
  ...change,
});
const draftOf = (...rows: DraftRow[]): Draft => ({ ...emptyDraft(ID), rows });
const changed = (draft: Draft, key: number, change: Partial<DraftRow>): Draft => ({
  ...draft,
  rows: draft.rows.map((each) => (each.key === key ? { ...each, ...change } : each)),
});
const namesIn = (draft: Draft) => filledRows(draft).map((each) => each.customer?.name ?? each.text);
const detailsOf = (draft: Draft): DraftDetails => ({
  ...{ id: ID, version: 3, savedAt: 0, createdAt: 0, editor: ID, handedBy: null },
  ...{ savedBy: { id: 'a', name: 'A' }, rowCount: 1, customerCount: 1, firstCustomer: '' },
  head: changesSince(null, draft).head,
  rows: changesSince(null, draft).rows,
  customers,
  quotation: null,
});

describe('changes of a draft since it was saved', () => {
  const base = draftOf(row(0), row(1), row(2));

  it('changes are those of the rows that differ, and no order where rows were only added and removed', () => {
    const draft = changed(base, 2, { years: 3 });
    const after = { ...draft, rows: [...draft.rows.slice(1), row(4)] };
    const { isWhole, rows, removed, order } = changesSince(base, after);
    expect([isWhole, rows.map(({ key }) => key), removed, order]).to.deep.equal([
      false,
      [2, 5],
      [1],
      undefined,
    ]);
    expect(rows[0]?.years).to.equal(3);
  });

  it('changes name the order of rows that were sorted or put between others', () => {
    expect(changesSince(base, { ...base, rows: base.rows.toReversed() }).order).to.deep.equal([
      3, 2, 1,
    ]);
    const between = [row(0), row(5), row(1), row(2)];
    expect(changesSince(base, { ...base, rows: between }).order).to.deep.equal([1, 6, 2, 3]);
  });

  it('a draft whose saved state is not known here is sent as a whole, without blank rows', () => {
    const { isWhole, rows } = changesSince(null, draftOf(row(0), { ...emptyRow([]), key: 9 }));
    expect([isWhole, rows.length]).to.deep.equal([true, 1]);
  });

  it('a draft is the same only while nothing of it has changed', () => {
    expect(isSameSaved(base, { ...base, rows: [...base.rows, emptyRow(base.rows)] })).to.equal(
      true,
    );
    expect(isSameSaved(base, { ...base, payer: 'owner' })).to.equal(false);
    expect(isSameSaved(base, changed(base, 1, { years: 2 }))).to.equal(false);
    expect(isSameSaved(base, { ...base, rows: base.rows.toReversed() })).to.equal(false);
  });

  it('a draft comes back from the server as it was typed', () => {
    const party = { ...emptyDraft(ID).party, legalName: 'Công ty Mẹ' };
    const typed: Draft = {
      ...draftOf(
        row(0, {
          years: 2,
          payer: 'owner',
          recipientEmail: 'a@',
          quantity: 7,
          invoiceParty: party,
        }),
        { ...emptyRow([]), key: 4, text: '0101' },
      ),
      ...{ invoiceTo: 'other', party, payer: 'owner', discountCode: 'GIAM10' },
    };
    expect(toDraft(detailsOf(typed))).to.deep.equal(typed);
  });

  it('a row without its customer or licence stays: as its code, or with no licence, and none in its place', () => {
    const details = { ...detailsOf(base), customers: [customer(1)] };
    const [first, second] = toDraft({
      ...details,
      rows: details.rows.map((each) => ({ ...each, licenseId: ID })),
    }).rows;
    expect([first?.customer, first?.text]).to.deep.equal([null, customer(0).taxCode]);
    expect([second?.customer?.id, second?.licenseId]).to.deep.equal([customer(1).id, '']);
  });

  it('what no field can have is left out, or cut', () => {
    const saved = toSavedRow({ ...emptyRow([]), text: 'x'.repeat(900), quantity: Number.NaN });
    expect([saved.text?.length, 'quantity' in saved]).to.deep.equal([500, false]);
  });
});

describe('merging two drafts', () => {
  const base = draftOf(row(0), row(1), row(2));

  it('merging keeps the rows that either added, and drops those that either removed', () => {
    const mine = { ...base, rows: [...base.rows.slice(1), row(3)] };
    // Another customer under the key that this browser gave, too.
    const theirs = { ...base, rows: [...base.rows.slice(0, 2), row(4, { key: 4 })] };
    const draft = mergeDrafts(base, mine, theirs);
    expect(namesIn(draft)).to.have.members([1, 4, 3].map((index) => customer(index).name));
    expect(new Set(draft.rows.map(({ key }) => key)).size).to.equal(3);
  });

  it('merging takes each field from who has changed it, and this browser’s where both have', () => {
    const mine = changed(changed(base, 1, { years: 2 }), 2, { payer: 'owner' });
    const theirs = changed(changed(base, 1, { years: 3, until: '2028-01-31' }), 3, { years: 5 });
    const draft = mergeDrafts(base, mine, theirs);
    const [first, second, third] = draft.rows;
    expect([first?.years, first?.until, second?.payer, third?.years]).to.deep.equal([
      ...[2, '2028-01-31', 'owner', 5],
    ]);
  });

  it('merging keeps a row that one removed and the other changed', () => {
    const mine = { ...base, rows: base.rows.slice(1) };
    const theirs = changed(base, 1, { years: 4 });
    for (const draft of [mergeDrafts(base, mine, theirs), mergeDrafts(base, theirs, mine)]) {
      expect(filledRows(draft).map(({ years }) => years)).to.have.members([4, 1, 1]);
    }
  });

  it('merging makes no second row of a licence that both added', () => {
    const mine = { ...base, rows: [...base.rows, row(3)] };
    const theirs = { ...base, rows: [...base.rows, row(3, { key: 9, years: 2 })] };
    expect(filledRows(mergeDrafts(base, mine, theirs))).to.have.length(4);
    expect(filledRows(mergeDrafts(null, mine, theirs)), 'without a base').to.have.length(4);
  });

  it('merging takes the parties from who has changed them', () => {
    const theirs: Draft = { ...base, payer: 'owner', discountCode: 'THEIRS' };
    const mine: Draft = { ...base, discountCode: 'MINE' };
    const draft = mergeDrafts(base, mine, theirs);
    expect([draft.payer, draft.discountCode]).to.deep.equal(['owner', 'MINE']);
  });

  it('the difference counts rows added, removed and changed', () => {
    const after = changed({ ...base, rows: [...base.rows.slice(1), row(4), row(5)] }, 2, {
      years: 2,
    });
    expect(rowDifference(base, after)).to.deep.equal({ added: 2, removed: 1, changed: 1 });
    expect(rowDifference(base, toDraft(detailsOf(base)))).to.deep.equal({
      ...{ added: 0, removed: 0, changed: 0 },
    });
  });
});
