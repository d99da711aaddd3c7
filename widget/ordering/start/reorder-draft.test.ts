import { expect } from '@open-wc/testing';
import type { Customer, LookUpResult } from '../../../shared/schemas/customer.ts';
import type { OrderLine } from '../../../shared/schemas/order.ts';
import {
  ANNIVERSARY,
  BY_USER,
  CODE,
  customersOf,
  userLicenseOf,
  uuid,
  WHO_AM_I,
  YEARLY,
} from '../../testing/firm.ts';
import { lineOf, orderOf } from '../../testing/orders.ts';
import type { Draft } from '../draft/draft.ts';
import { orderToDraft } from './reorder-draft.ts';

const customers = customersOf(4) as [Customer, Customer, Customer, Customer];
const signIn = { plans: [YEARLY, ANNIVERSARY, BY_USER], whoAmI: WHO_AM_I };
const MOTHER = {
  legalName: 'Công ty Cổ phần Mẹ',
  taxCode: '0101243150',
  budgetUnitCode: '',
  address: '1 Tràng Tiền, Hà Nội',
  email: 'hoadon@me.example',
  contactName: '',
};

/** A cancelled line of the nth customer. */
function cancelled(n: 0 | 1 | 2 | 3, changes: Partial<OrderLine> = {}): OrderLine {
  const { id, taxCode, name, address, email, contactName } = customers[n];
  return lineOf(n + 1, {
    state: 'cancelled',
    customer: { id, taxCode, name },
    invoiceParty: { legalName: name, taxCode, budgetUnitCode: '', address, email, contactName },
    ...changes,
  });
}

function draftOf(
  order: Parameters<typeof orderOf>[1],
  known: readonly Customer[] = customers,
): Draft {
  const results = known.map((customer): LookUpResult['results'][number] => ({
    outcome: 'found',
    taxCode: customer.taxCode,
    formerTaxCode: null,
    customer,
  }));
  return orderToDraft(orderOf([], order), results, signIn);
}

describe('an order, as a draft to order it again', () => {
  it('reordering makes a row of each cancelled line, with plan, year and years', () => {
    const { rows, reorders } = draftOf({
      lines: [
        cancelled(0, { firstFiscalYear: 2027, years: 2 }),
        lineOf(9, { state: 'paid' }),
        cancelled(2, { plan: { code: ANNIVERSARY.code, name: ANNIVERSARY.name } }),
      ],
    });
    expect(
      rows.map(({ customer, planId, firstFiscalYear, years }) => [
        customer?.id,
        planId,
        firstFiscalYear,
        years,
      ]),
    ).to.deep.equal([
      [customers[0].id, YEARLY.id, 2027, 2],
      [customers[2].id, ANNIVERSARY.id, 2026, 1],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).to.equal(2);
    expect(reorders).to.equal(uuid(700));
  });

  it('reordering renews the default year where the order’s is covered, or would leave a gap', () => {
    for (const firstFiscalYear of [2026, 2028]) {
      const { rows } = draftOf({ lines: [cancelled(0, { firstFiscalYear })] });
      expect(rows[0]?.firstFiscalYear).to.equal(2027);
    }
  });

  it('reordering keeps users and a shared end date where the plan takes them', () => {
    const [first] = customers;
    const licenses = [userLicenseOf('2026-12-31', uuid(10_001), 3)];
    const line = cancelled(0, {
      licenseId: uuid(10_001),
      plan: { code: BY_USER.code, name: BY_USER.name },
      quantity: 5,
      firstFiscalYear: 2027,
      until: '2027-06-30',
    });
    const [row] = draftOf({ lines: [line] }, [{ ...first, licenses }]).rows;
    expect([row?.planId, row?.quantity, row?.until]).to.deep.equal([BY_USER.id, 5, '2027-06-30']);
    const plain = draftOf({ lines: [cancelled(0, { until: '2027-06-30' })] }).rows[0];
    expect([plain?.quantity, plain?.until]).to.deep.equal([null, null]);
  });

  it('reordering takes the licence’s plan where the order’s is no longer sold', () => {
    const gone = { code: 'GONE', name: { vi: 'Gói cũ', en: 'Old plan' } };
    expect(draftOf({ lines: [cancelled(0, { plan: gone })] }).rows[0]?.planId).to.equal(YEARLY.id);
  });

  it('reordering keeps a former customer visible, by the code', () => {
    const { rows } = draftOf({ lines: [cancelled(0), cancelled(1)] }, [customers[1]]);
    expect(rows.map(({ text, customer }) => [text, customer?.id])).to.deep.equal([
      [customers[0].taxCode, undefined],
      ['', customers[1].id],
    ]);
  });

  it('reordering keeps the payers of the order and of a line', () => {
    const { payer, rows } = draftOf({
      payer: 'owner',
      lines: [cancelled(0, { payer: 'owner' }), cancelled(1, { payer: 'firm' })],
    });
    expect([payer, ...rows.map((row) => row.payer)]).to.deep.equal(['owner', null, 'firm']);
  });

  it('reordering keeps the invoice party: the customers as they are now, and a line’s own party', () => {
    const moved = { ...cancelled(0).invoiceParty, address: 'Địa chỉ cũ' };
    const { invoiceTo, rows } = draftOf({
      lines: [cancelled(0, { invoiceParty: moved }), cancelled(1, { invoiceParty: MOTHER })],
    });
    expect(invoiceTo).to.equal('customer');
    expect(rows.map((row) => row.invoiceParty)).to.deep.equal([null, MOTHER]);
  });

  it('reordering keeps one party for all of it, separate from a line’s own', () => {
    const own = { ...MOTHER, legalName: 'Chi nhánh Huế' };
    const { invoiceTo, party, rows } = draftOf({
      invoiceTo: 'other',
      lines: [
        cancelled(0, { invoiceParty: own }),
        cancelled(1, { invoiceParty: MOTHER }),
        lineOf(9, { state: 'paid', invoiceParty: MOTHER }),
      ],
    });
    expect([invoiceTo, party]).to.deep.equal(['other', MOTHER]);
    expect(rows.map((row) => row.invoiceParty)).to.deep.equal([own, null]);
  });

  it('reordering keeps the recipient: the present accountant, or somebody else', () => {
    const lines = [cancelled(0, { recipientEmail: 'chu@kh.example' })];
    const told = (order: Parameters<typeof orderOf>[1]) => {
      const { notify, recipient } = draftOf({ lines, ...order });
      return [notify, recipient.email];
    };
    const colleague = { name: 'Trần Thị Cúc', email: 'cuc@antam.example', phone: '' };
    expect(told({})).to.deep.equal(['accountant', '']);
    expect(told({ placedBy: colleague.name, recipient: colleague })).to.deep.equal([
      'accountant',
      '',
    ]);
    expect(told({ recipient: colleague })).to.deep.equal(['other', colleague.email]);
    expect(draftOf({ lines }).rows[0]?.recipientEmail).to.equal('chu@kh.example');
  });

  it('reordering keeps the discount code that was typed, and no discount of another kind', () => {
    const discounts = [
      { kind: 'volume' as const, code: null, amount: 1 },
      { kind: 'referral' as const, code: 'BANBE', amount: 1 },
    ];
    const lines = [cancelled(0)];
    expect(draftOf({ lines, discounts }).discountCode).to.equal('');
    const withCode = [...discounts, { kind: 'code' as const, code: CODE, amount: 1 }];
    expect(draftOf({ lines, discounts: withCode }).discountCode).to.equal(CODE);
  });
});
