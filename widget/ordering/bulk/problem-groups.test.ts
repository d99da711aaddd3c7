import { expect } from '@open-wc/testing';
import type { SignIn } from '../../api/sign-in.ts';
import { customersOf, WHO_AM_I, YEARLY } from '../../testing/firm.ts';
import { type Draft, EMPTY_PARTY, emptyDraft, emptyRow } from '../draft/draft.ts';
import { withLicense } from '../draft/row-license.ts';
import type { LineProblem } from '../table/row-problems.ts';
import { mended, problemGroups, remediesOf, rowsWithoutEmail } from './problem-groups.ts';

const signIn = { plans: [YEARLY], whoAmI: WHO_AM_I } as unknown as SignIn;
const rows = customersOf(4).map((customer, index) => ({
  ...withLicense(emptyRow([]), customer, customer.licenses[0]),
  key: index + 1,
}));
const draft: Draft = { ...emptyDraft('id'), rows };

const ordered = (n: number): LineProblem => ({
  code: 'ALREADY_ORDERED',
  field: 'customerId',
  orderId: `order-${n}`,
  orderNumber: `DH${n}`,
});
const of = (code: LineProblem['code'], values: Partial<LineProblem> = {}): LineProblem => ({
  code,
  field: 'customerId',
  ...values,
});
const groupsOf = (...problems: LineProblem[]) =>
  problemGroups(new Map(problems.map((problem, index) => [index + 1, problem])));

describe('groups of problems', () => {
  it('the rows of one order are a group, which names it', () => {
    const groups = groupsOf(ordered(1), ordered(2), ordered(1));
    expect(groups.map(({ order, keys }) => [order?.number, keys])).to.deep.equal([
      ['DH1', [1, 3]],
      ['DH2', [2]],
    ]);
  });

  it('the rows of many orders are one group', () => {
    const groups = groupsOf(ordered(1), ordered(2), ordered(3), ordered(4));
    expect(groups).to.deep.equal([
      { code: 'ALREADY_ORDERED', keys: [1, 2, 3, 4], order: null, orders: 4 },
    ]);
  });

  it('codes that can’t be read are one group with those whose check digit is wrong', () => {
    const groups = groupsOf(of('TAX_CODE_INVALID'), of('NO_LICENSE'), of('TAX_CODE_CHECK_DIGIT'));
    expect(groups.map(({ code, keys }) => [code, keys])).to.deep.equal([
      ['TAX_CODE_INVALID', [1, 3]],
      ['NO_LICENSE', [2]],
    ]);
  });

  it('what a person has typed can’t be removed by one press', () => {
    const remedies = ['OVERRIDE', 'QUANTITY_INVALID', 'ALREADY_COVERED'].map((code) =>
      remediesOf(groupsOf(of(code as LineProblem['code']))[0] as never),
    );
    expect(remedies).to.deep.equal([[], ['quantity'], ['year', 'remove']]);
  });

  it('removing a group leaves the other rows, and one blank row where none is left', () => {
    const none = new Map<number, LineProblem>();
    const some = mended(signIn, { keys: [1, 3] }, none, 'remove')(draft);
    expect(some.rows?.map(({ key }) => key)).to.deep.equal([2, 4]);
    const all = mended(signIn, { keys: [1, 2, 3, 4] }, none, 'remove')(draft);
    expect(all.rows).to.deep.equal([emptyRow([])]);
  });

  it('mending a year takes the latest that is allowed, else the proposed one, in the group’s rows alone', () => {
    const problems = new Map([
      [1, of('TERM_LEAVES_GAP', { latest: 2025 })],
      [2, of('FISCAL_YEAR_OUT_OF_RANGE')],
    ]);
    const far = { ...draft, rows: rows.map((row) => ({ ...row, firstFiscalYear: 2040 })) };
    const years = mended(signIn, { keys: [1, 2] }, problems, 'year')(far).rows;
    expect(years?.map(({ firstFiscalYear }) => firstFiscalYear)).to.deep.equal([
      2025,
      rows[1]?.firstFiscalYear,
      2040,
      2040,
    ]);
  });

  it('mending takes away an end date, or a number of users', () => {
    const typed = {
      ...draft,
      rows: rows.map((row) => ({ ...row, until: '2027-06-30', quantity: 3 })),
    };
    const problems = new Map([[1, of('UNTIL_NOT_SOLD')]]);
    const [first, second] = mended(signIn, { keys: [1] }, problems, 'until')(typed).rows ?? [];
    expect([first?.until, first?.quantity, second?.until]).to.deep.equal([null, 3, '2027-06-30']);
    const [users] = mended(signIn, { keys: [1] }, problems, 'quantity')(typed).rows ?? [];
    expect(users?.quantity).to.equal(null);
  });

  it('a licence that has moved takes its present expiry', () => {
    const problems = new Map([[1, of('LICENSE_MOVED', { expiry: '2028-12-31' })]]);
    const [first] = mended(signIn, { keys: [1] }, problems, 'expiry')(draft).rows ?? [];
    expect(first?.customer?.licenses[0]?.expiry).to.equal('2028-12-31');
    expect(first?.firstFiscalYear).to.equal(2029);
  });

  it('an e-mail address is missing where an owner or an invoice needs it, and nobody gave one', () => {
    const [one, two, three, four] = rows.map((row) => ({
      ...row,
      customer: row.customer && { ...row.customer, email: '' },
    })) as [Draft['rows'][number], ...Draft['rows']] & Draft['rows'];
    const missing = (order: Partial<Draft>) =>
      rowsWithoutEmail({
        ...draft,
        rows: [
          one,
          { ...(two as Draft['rows'][number]), recipientEmail: 'a@b.vn' },
          { ...(three as Draft['rows'][number]), invoiceParty: EMPTY_PARTY },
          { ...(four as Draft['rows'][number]), payer: 'owner' },
        ],
        ...order,
      }).map(({ key }) => key);
    expect(missing({})).to.deep.equal([1, 4]);
    expect(missing({ invoiceTo: 'other' }), 'only the link to pay').to.deep.equal([4]);
    expect(missing({ payer: 'owner' })).to.deep.equal([1, 3, 4]);
  });
});
