import { expect } from '@open-wc/testing';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { Customer, License } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { customersOf, licenseOf, uuid, WHO_AM_I, YEARLY } from '../../testing/firm.ts';
import { emptyDraft } from '../draft/draft.ts';
import { type ImportedLine, withImported } from './with-imported.ts';

const OTHER = { id: uuid(77), code: 'HDDT', name: { vi: 'Hóa đơn điện tử', en: 'E-invoices' } };
/** A plan of another product with the same name. */
const SAME: Plan = { ...YEARLY, id: uuid(78), code: 'HD-STANDARD', productId: OTHER.id };
const BIG: Plan = { ...YEARLY, id: uuid(79), code: 'PRO', name: { vi: 'Gói Cao cấp', en: 'Pro' } };

const signIn = {
  plans: [YEARLY, SAME, BIG],
  whoAmI: WHO_AM_I,
  t: (key: string) => key,
} as unknown as SignIn;
const [customer] = customersOf(1) as [Customer];

function licenseOfOther(id: string): License {
  const plan = { code: SAME.code, name: SAME.name };
  const renewal = { planId: SAME.id, plan, quantity: 1 };
  return { ...licenseOf('2026-12-31', { id }), product: OTHER, planId: SAME.id, plan, renewal };
}
const both: Customer = { ...customer, licenses: [...customer.licenses, licenseOfOther(uuid(90))] };

const lineOf = (who: Customer, values: ImportedLine['values']): ImportedLine => ({
  number: 1,
  results: [{ outcome: 'found', taxCode: who.taxCode, formerTaxCode: null, customer: who }],
  values,
  text: who.taxCode,
  whole: who.taxCode,
});

function imported(draft = emptyDraft('id'), ...lines: ImportedLine[]) {
  const steps = withImported(signIn, draft, lines);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

describe('lines taken into an order', () => {
  it('a plan behind its product’s name is of that product, whose licence alone is renewed', () => {
    const plan = 'Hóa đơn điện tử – Gói Tiêu chuẩn';
    const { draft, unread } = imported(undefined, lineOf(both, { plan, years: '3' }));
    expect(draft.rows.map(({ planId, years }) => [planId, years])).to.deep.equal([[SAME.id, 3]]);
    expect(unread).to.deep.equal([]);
  });

  it('a plan behind the name of a product that the customer has not is told as unread', () => {
    const plan = 'Hóa đơn điện tử – Gói Cao cấp';
    const { draft, unread } = imported(undefined, lineOf(customer, { plan }));
    expect(draft.rows.map(({ planId }) => planId)).to.deep.equal([YEARLY.id]);
    expect(unread.map(({ role, text }) => [role, text])).to.deep.equal([['plan', plan]]);
  });

  it('lines that name products alone have the licences of these, with their own plans and values', () => {
    const { draft, unread, repeated } = imported(
      undefined,
      lineOf(both, { plan: 'Hóa đơn điện tử', years: '3' }),
      lineOf(both, { plan: `Phần mềm ${both.licenses[0]?.product.name.vi}`, years: '2' }),
    );
    expect(draft.rows.map(({ planId, years }) => [planId, years])).to.deep.equal([
      [SAME.id, 3],
      [YEARLY.id, 2],
    ]);
    expect(unread).to.deep.equal([]);
    expect(repeated).to.equal(0);
    const one = imported(undefined, lineOf(both, { plan: 'HDDT' }));
    expect(one.draft.rows.map(({ planId }) => planId)).to.deep.equal([SAME.id]);
    const none = imported(undefined, lineOf(customer, { plan: 'HDDT' }));
    expect(none.unread.map(({ text }) => text)).to.deep.equal(['HDDT']);
  });

  it('a name that plans of several products have means each of them', () => {
    const { draft } = imported(undefined, lineOf(both, { plan: 'Gói Tiêu chuẩn', years: '2' }));
    expect(draft.rows.map(({ planId, years }) => [planId, years])).to.deep.equal([
      [YEARLY.id, 2],
      [SAME.id, 2],
    ]);
  });

  it('a row with a chosen end date keeps it where the line has the years that it shows', () => {
    const { draft } = imported(undefined, lineOf(customer, { years: '2' }));
    const ending = { ...draft, rows: draft.rows.map((row) => ({ ...row, until: '2028-06-30' })) };
    const same = imported(ending, lineOf(customer, { years: '2' }));
    expect(same.draft.rows.map(({ until }) => until)).to.deep.equal(['2028-06-30']);
    expect(same.changed).to.equal(0);
    const others = imported(ending, lineOf(customer, { years: '3' }));
    expect(others.draft.rows.map(({ until, years }) => [until, years])).to.deep.equal([[null, 3]]);
  });

  it('a line that names no product gives its values to all of its customer’s rows, and says so', () => {
    const { draft: before } = imported(undefined, lineOf(both, {}));
    expect(before.rows).to.have.length(2);
    const { draft, changed, shared, unread } = imported(
      before,
      lineOf(both, { years: '3', payer: 'ai đó' }),
    );
    expect(draft.rows.map(({ years }) => years)).to.deep.equal([3, 3]);
    expect(changed).to.equal(2);
    expect(shared).to.deep.equal([1]);
    expect(
      unread.map(({ role }) => role),
      'told once',
    ).to.deep.equal(['payer']);
    const one = imported(before, lineOf(both, { years: '2', plan: SAME.code }));
    expect(one.draft.rows.map(({ years }) => years)).to.deep.equal([1, 2]);
    expect(one.shared).to.deep.equal([]);
  });

  it('several lines of one customer give their values to one row each', () => {
    const { draft: before } = imported(undefined, lineOf(both, {}));
    const { draft, shared } = imported(
      before,
      lineOf(both, { years: '3' }),
      lineOf(both, { years: '2' }),
    );
    expect(draft.rows.map(({ years }) => years)).to.deep.equal([3, 2]);
    expect(shared).to.deep.equal([]);
  });

  it('a line reaches the licence that is due beside the one in the order, and the same list again changes nothing', () => {
    const { draft: first } = imported(undefined, lineOf(both, { plan: SAME.code }));
    const again = imported(first, lineOf(both, { plan: SAME.code }));
    expect(again.draft.rows).to.deep.equal(first.rows);
    expect(again.repeated).to.equal(1);
    const { draft, added, changed } = imported(first, lineOf(both, { years: '2' }));
    expect(draft.rows.map(({ planId, years }) => [planId, years])).to.deep.equal([
      [SAME.id, 2],
      [YEARLY.id, 2],
    ]);
    expect([added, changed]).to.deep.equal([1, 1]);
  });

  it('a list taken twice adds no second licence of a product whose licence it has brought', () => {
    const twice = { ...customer, licenses: [licenseOfOther(uuid(91)), licenseOfOther(uuid(92))] };
    const line = lineOf(twice, { plan: SAME.code });
    const { draft } = imported(undefined, line);
    expect(draft.rows).to.have.length(1);
    expect(imported(draft, line).draft.rows).to.have.length(1);
    expect(imported(draft, line, line).draft.rows, 'another line has the next').to.have.length(2);
  });
});
