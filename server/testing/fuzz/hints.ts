import fc from 'fast-check';
import { LIST_NAMES, SORTS } from '../../operations/lists/view-of.ts';
import type { Json } from './json.ts';
import type { Hints } from './schema-input.ts';

/** A value of the world: see {@link toWire}. */
export const named = (kind: string): fc.Arbitrary<Json> =>
  fc.nat(60).map((n) => `{{${kind} ${n}}}`);

/** Fields whose values are rows' ids, by the table. */
const TABLES: Record<string, string> = {
  orderId: 'orders',
  orders: 'orders',
  orderIds: 'orders',
  lineId: 'order_lines',
  lineIds: 'order_lines',
  customerId: 'customers',
  licenseId: 'licenses',
  planId: 'plans',
  quotationId: 'quotations',
  draftId: 'order_drafts',
  attemptId: 'payment_attempts',
  linkId: 'payment_links',
  paymentId: 'payments',
  ofPaymentId: 'payments',
  refundDueId: 'refunds_due',
  messageId: 'gateway_messages',
  jobId: 'outbox',
  digestId: 'expiry_digests',
};
const ANY_TABLE = [...new Set(Object.values(TABLES))];

const DATES = ['2026-11-23', '2026-12-31', '2027-01-31', '2027-12-31', '2028-02-29', '2031-12-31'];

const dates = fc.oneof(
  { arbitrary: fc.constantFrom(...DATES), weight: 4 },
  {
    arbitrary: fc
      .date({ min: new Date('1900-01-01'), max: new Date('2300-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    weight: 1,
  },
);

const mostly = (usual: fc.Arbitrary<Json>, other: fc.Arbitrary<Json>) =>
  fc.oneof({ arbitrary: usual, weight: 6 }, { arbitrary: other, weight: 1 });

const lines = fc.array(named('line'), { minLength: 1, maxLength: 3 });
const codes = fc.constantFrom('QVARKONE', 'QVARKTWO', 'QVARKFAR', 'qvark one', 'NONE');
const plans = fc.constantFrom('ASP-DN', 'BY-MONTH', 'BY-USER', 'GAPS', 'LUU-TRU', 'NONE');
const emails = fc.constantFrom('a@a.example', 'b.c+d@sub.b.example', '');

const FIELDS: Record<string, fc.Arbitrary<Json>> = {
  taxCode: named('taxCode'),
  taxCodes: named('taxCode'),
  externalId: named('externalId'),
  externalIds: named('externalId'),
  mergedInto: named('externalId'),
  planCode: plans,
  productCode: fc.constantFrom('', 'users', 'storage', 'none'),
  discountCode: codes,
  firmId: fc.constantFrom('firm-1', 'firm-2', 'none'),
  email: emails,
  recipientEmail: emails,
  phone: fc.constantFrom('0901234567', '', '+84 90 123 45 67'),
  presentExpiry: fc.constantFrom('2026-12-31', '2026-12-31', '2027-12-31'),
  firstFiscalYear: fc.constantFrom(2027, 2027, 2026, 2028),
  years: fc.constantFrom(1, 1, 2, 5),
  confirmedTotal: fc.constantFrom(2_950_000, 5_900_000, 8_850_000, 0),
  query: fc.constantFrom('', 'qvark', 'Qvarktwo', '0101', '%', 'không'),
  limit: fc.constantFrom('1', '1000', '0', '-1', '1e9'),
  cursor: fc.oneof(named('orders'), named('taxCode'), named('quotations'), codes),
};

/** The same as a signed-in person's screen would send, but for ids of other firms among the own. */
export const hints: Hints = (name, schema) => {
  const { type, format } = schema._zod.def as { type: string; format?: string };
  if (name === 'lines' && type === 'array') return mostly(lines, fc.constant([]));
  if (['object', 'array', 'union', 'optional', 'nullable', 'record'].includes(type))
    return undefined;
  if (format === 'uuid' && name !== 'requestId') {
    return mostly(named(TABLES[name] ?? 'orders'), fc.constantFrom(...ANY_TABLE).chain(named));
  }
  if (FIELDS[name] && type !== 'enum') return FIELDS[name];
  if (/expiry|until|date|day$|payBy|validFrom/i.test(name)) return dates;
  return undefined;
};

/** Fields of the pages' forms and addresses. */
export const formFields: fc.Arbitrary<Json> = fc.record(
  {
    checked: fc.constant('yes'),
    paymentId: named('payments'),
    ofPaymentId: named('payments'),
    refundDueId: named('refunds_due'),
    messageId: named('gateway_messages'),
    jobId: named('outbox'),
    likeId: fc.constantFrom('payments', 'outbox', 'gateway_messages').chain(named),
    upTo: fc.constantFrom('payments', 'outbox', 'gateway_messages').chain(named),
    orderId: named('orders'),
    orderNumber: named('orderNumber'),
    number: fc.constantFrom('FTW1', 'FTW2', '1', ''),
    note: fc.constantFrom('ghi chú', '', '\0'),
    reference: fc.constantFrom('FT1', '', '<b>'),
    email: emails,
    orderNumber1: named('orderNumber'),
    amount1: fc.constantFrom('1000', '1.000', '-1', '9'.repeat(30)),
    orderNumber2: named('orderNumber'),
    amount2: fc.constantFrom('1000', '', 'x'),
    method: fc.constantFrom('bank_transfer', 'vnpay', 'momo', 'zalopay', 'payos', 'cash'),
    view: fc.constantFrom('list=unapplied', 'list=dead&sort=x', '%', '?'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Json>;

export const queryFields: fc.Arbitrary<Json> = fc.record(
  {
    lang: fc.constantFrom('vi', 'en', 'xx', '__proto__'),
    returned: fc.constant(''),
    error: fc.constantFrom('method', 'GATEWAY_UNAVAILABLE', 'constructor'),
    method: fc.constantFrom('momo', 'toString'),
    list: fc.constantFrom(...LIST_NAMES, '__proto__'),
    sort: fc.constantFrom(...SORTS, 'constructor'),
    q: fc.constantFrom('qvark', '%', '\0', "'"),
    like: fc.constantFrom('payments', 'outbox').chain(named),
    after: fc.constantFrom('1.x', '9999999999999999.00000000-0000-0000-0000-000000000000'),
    done: fc.constantFrom('groups/retry', '__proto__/x'),
    count: fc.constantFrom('1', '-1', '1e9'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Json>;
