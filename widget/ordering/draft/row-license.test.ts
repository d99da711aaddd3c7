import { expect } from '@open-wc/testing';
import { LIMITS } from '../../../shared/limits.ts';
import type { Customer, LicenseLookUp, LookUpResult } from '../../../shared/schemas/customer.ts';
import { customersOf, licenseOf, userLicenseOf, uuid } from '../../testing/firm.ts';
import { type Draft, type DraftRow, emptyDraft, emptyRow, toQuoteInput } from './draft.ts';
import { isOf, withLicensesLookedUp, withLookedUp } from './draft-customers.ts';
import { otherLicenses, withLicenseAdded } from './other-licenses.ts';
import { licenseOf as licenseOfRow, productText, withChosen } from './row-license.ts';

const [first, second] = customersOf(2) as [Customer, Customer];
const [DUE, SIGNATURE, LATER] = [uuid(1), uuid(2), uuid(3)];
/** Two of its three licences are due. */
const three: Customer = {
  ...first,
  licenses: [
    licenseOf('2026-12-31', { id: DUE }),
    userLicenseOf('2027-01-31', SIGNATURE, 3),
    licenseOf('2028-12-31', { id: LATER }),
  ],
};

const found = (customer: Customer): LookUpResult['results'][number] => ({
  outcome: 'found',
  taxCode: customer.taxCode,
  formerTaxCode: null,
  customer,
});
const changed = (draft: Draft, change: (draft: Draft) => Partial<Draft>) => ({
  ...draft,
  ...change(draft),
});
const idsIn = ({ rows }: Pick<Draft, 'rows'>) => rows.map(({ licenseId }) => licenseId);

describe('rows of licences', () => {
  it('a chosen customer brings a row for each licence that is due, and offers the others', () => {
    const draft = changed(emptyDraft('id'), withChosen(1, three));
    expect(idsIn(draft)).to.deep.equal([DUE, SIGNATURE]);
    expect(new Set(draft.rows.map(({ key }) => key)).size).to.equal(2);
    const [[key, others] = []] = [...otherLicenses(draft.rows)];
    expect(key).to.equal(draft.rows[1]?.key);
    expect(others?.map(({ id }) => id)).to.deep.equal([LATER]);
  });

  it('a customer with no licence due brings the first to expire', () => {
    const early = { ...three, licenses: three.licenses.slice(2) };
    expect(idsIn(changed(emptyDraft('id'), withChosen(1, early)))).to.deep.equal([LATER]);
  });

  it('a customer chosen again brings the next licence, until none is left', () => {
    let draft = changed(emptyDraft('id'), withChosen(1, three));
    for (const expected of [LATER, DUE]) {
      const row = emptyRow(draft.rows);
      draft = changed(draft, ({ rows }) => ({ rows: [...rows, row] }));
      draft = changed(draft, withChosen(row.key, three));
      expect(idsIn(draft).at(-1)).to.equal(expected);
    }
    expect(otherLicenses(draft.rows).size).to.equal(0);
  });

  it('an added licence stands below the customer’s other rows', () => {
    const { draft } = withLookedUp(emptyDraft('id'), [found(three), found(second)]);
    const added = changed(draft, withLicenseAdded(three, three.licenses[2] as never));
    expect(idsIn(added)).to.deep.equal([DUE, SIGNATURE, LATER, second.licenses[0]?.id]);
    expect(new Set(added.rows.map(({ key }) => key)).size).to.equal(4);
  });

  it('pasted codes bring the licences that are due, each once', () => {
    const results = [found(three), found(second), found(three)];
    const { draft, added, duplicates } = withLookedUp(emptyDraft('id'), results);
    expect(idsIn(draft)).to.deep.equal([DUE, SIGNATURE, second.licenses[0]?.id]);
    expect({ added, duplicates }).to.deep.equal({ added: 2, duplicates: 1 });
    expect(isOf(draft, [three.taxCode, second.taxCode])).to.equal(true);
    expect(isOf(draft, [three.taxCode])).to.equal(false);
  });

  it('rows added after sorting have keys of their own', () => {
    const { draft } = withLookedUp(emptyDraft('id'), [found(three)]);
    const sorted = { ...draft, rows: draft.rows.toReversed() };
    const license = { outcome: 'found', customer: second, licenseId: second.licenses[0]?.id };
    for (const { rows } of [
      withLookedUp(sorted, [found(second)]).draft,
      withLicensesLookedUp(sorted, [license as LicenseLookUp['results'][number]]),
    ]) {
      expect(rows).to.have.length(3);
      expect(new Set(rows.map(({ key }) => key)).size).to.equal(3);
    }
  });

  it('a full order takes no more rows than there is room for', () => {
    const rows = Array.from({ length: LIMITS.orderLines }, (_, key) => ({
      ...emptyRow([]),
      key,
    }));
    const draft = changed({ ...emptyDraft('id'), rows }, withChosen(0, three));
    expect(draft.rows).to.have.length(LIMITS.orderLines);
    expect(draft.rows[0]?.licenseId).to.equal(DUE);
  });

  it('each row is quoted by its licence, with users only where they were chosen', () => {
    const draft = changed(emptyDraft('id'), withChosen(1, three));
    const [one, two] = draft.rows as [DraftRow, DraftRow];
    const [plain, byUser] = toQuoteInput({ ...draft, rows: [one, { ...two, quantity: 5 }] }).lines;
    expect(plain?.licenseId).to.equal(DUE);
    expect(plain).not.to.have.property('quantity');
    expect(byUser).to.include({ licenseId: SIGNATURE, quantity: 5 });
    // The server would refuse all rows because of one impossible number.
    const unread = { ...draft, rows: [one, { ...two, quantity: 0 }] };
    expect(toQuoteInput(unread).lines.map(({ licenseId }) => licenseId)).to.deep.equal([DUE]);
  });

  it('two licences of one product are told apart by the portal’s ids', () => {
    const [due] = three.licenses.map((license) => ({ ...license, externalId: 'L-7' }));
    const customer = { ...three, licenses: [due, ...three.licenses.slice(1)] as never };
    expect(productText(due as never, customer, 'vi')).to.equal('ASP Kế toán (L-7)');
    expect(productText(three.licenses[1] as never, customer, 'en')).to.equal('Digital signature');
    expect(licenseOfRow({ customer, licenseId: 'gone' })).to.equal(undefined);
  });
});
