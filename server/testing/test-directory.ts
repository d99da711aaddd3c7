import assert from 'node:assert/strict';
import type { PlanDeclaration } from '../../shared/schemas/catalog.ts';
import type { CustomerDeclaration, LicenseDeclaration } from '../../shared/schemas/customer.ts';
import type { PlaceOrderInput } from '../../shared/schemas/order.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import { newId } from '../database/id.ts';
import {
  type Client,
  clientOf,
  hostApi,
  signToken,
  startTestServer,
  type TestServer,
} from './test-server.ts';

/** The first `count` valid tax codes of organisations from a prefix on. */
export function taxCodes(count: number, from = 10_100_000): string[] {
  const codes: string[] = [];
  for (let prefix = from; codes.length < count; prefix++) {
    for (let check = 0; check < 10; check++) {
      const code = `${String(prefix).padStart(9, '0')}${check}`;
      if (taxCodeKind(code) === 'organisation') codes.push(code);
    }
  }
  return codes;
}

/** Hands out customers' codes: each call gives some that no test has had yet. */
export function handOut(codes: readonly string[]): (count: number) => string[] {
  let next = 0;
  return (count) => {
    next += count;
    if (next > codes.length) throw new Error(`There are only ${codes.length} codes`);
    return codes.slice(next - count, next);
  };
}

const PRESENT_LICENSE: LicenseDeclaration = { planCode: 'ASP-DN', expiry: '2026-12-31' };

/** `license` is the customer's only one; null: it has none. */
export type DeclarationChange = Partial<CustomerDeclaration> & {
  license?: LicenseDeclaration | null;
};

export function declaration(
  taxCode: string,
  { license = PRESENT_LICENSE, ...change }: DeclarationChange = {},
): CustomerDeclaration {
  return {
    taxCode,
    name: `Công ty TNHH Đại Phát ${taxCode}`,
    address: '12 Lê Lợi, Quận 1, TP. Hồ Chí Minh',
    email: `ketoan@${taxCode}.example`,
    contactName: 'Trần Văn Bình',
    phone: '0901234567',
    fiscalYearStart: 1,
    licenses: license === null ? [] : [license],
    ...change,
  };
}

/** Customers whose licences, of one plan, end with 2026. */
export function declarationsFor(
  codes: readonly string[],
  planCode: 'ASP-DN' | 'LUU-TRU' = 'ASP-DN',
): CustomerDeclaration[] {
  return codes.map((code) => declaration(code, { license: { planCode, expiry: '2026-12-31' } }));
}

/** A plan by fiscal year, for everybody, without VAT, except for the given changes. */
export function planDeclaration(code: string, change: Partial<PlanDeclaration> = {}) {
  return {
    code,
    name: { vi: `Gói ${code}`, en: `Plan ${code}` },
    termRule: 'fiscal_year' as const,
    vatRate: 'KCT' as const,
    active: true,
    prices: [{ fromFiscalYear: 2020, pricePerYear: 1_000_000 }],
    ...change,
  };
}

/** The prices of a plan that costs the same in every year. */
export function yearly(pricePerYear: number): PlanDeclaration['prices'] {
  return [{ fromFiscalYear: 2020, pricePerYear }];
}

export async function putPlans(
  server: Pick<TestServer, 'url'>,
  ...plans: ReturnType<typeof planDeclaration>[]
): Promise<void> {
  const response = await hostApi(server, 'PUT', '/plans', { plans });
  assert.equal(response.status, 204, await response.text());
}

/** Two plans, one of each term rule, as the vendor sells them. */
export async function declarePlans(server: Pick<TestServer, 'url'>): Promise<void> {
  await putPlans(
    server,
    planDeclaration('ASP-DN', {
      name: { vi: 'ASP Kế toán – Doanh nghiệp', en: 'ASP Accounting – Enterprise' },
      prices: [...yearly(2_950_000), { fromFiscalYear: 2028, pricePerYear: 3_150_000 }],
    }),
    planDeclaration('LUU-TRU', {
      name: { vi: 'Lưu trữ hóa đơn', en: 'Invoice storage' },
      termRule: 'anniversary',
      vatRate: '8%',
      prices: yearly(499_999),
    }),
  );
}

/** Plans with different rules: for companies and their branches, for households, for everybody, without free days. */
export async function declareTermPlans(server: Pick<TestServer, 'url'>): Promise<void> {
  await putPlans(
    server,
    planDeclaration('COMPANY', {
      customerKinds: ['company', 'branch'],
      prices: yearly(2_950_000),
    }),
    planDeclaration('HOUSEHOLD', { customerKinds: ['household'], prices: yearly(1_200_000) }),
    planDeclaration('ANYBODY', { prices: yearly(3_100_000) }),
    planDeclaration('NO-GIFTS', { minimumGain: 0, prices: yearly(2_000_000) }),
    planDeclaration('STORAGE', { termRule: 'anniversary', prices: yearly(500_000) }),
  );
}

export async function declareCustomers(
  server: Pick<TestServer, 'url'>,
  customers: CustomerDeclaration[],
  firm = { id: 'firm-1', name: 'Dịch vụ kế toán Minh Phát' },
): Promise<void> {
  for (let start = 0; start < customers.length; start += 1_000) {
    const response = await hostApi(server, 'PUT', `/firms/${firm.id}/customers`, {
      firmName: firm.name,
      customers: customers.slice(start, start + 1_000),
    });
    assert.equal(response.status, 204, await response.text());
  }
}

export const OTHER_FIRM = { id: 'firm-2', name: 'Đại lý thuế An Tâm' };

/** Another firm of the portal with these customers, and its accountant. */
export async function openOtherFirm(server: TestServer, codes: readonly string[]): Promise<Client> {
  await declareCustomers(server, declarationsFor(codes), OTHER_FIRM);
  return clientOf(server, await signToken({ firm: OTHER_FIRM, accountantId: 'accountant-2' }));
}

/** The signed-in firm's customer with a tax code, as choosing it in the order form loads it. */
export async function findCustomer(client: Client, taxCode: string) {
  const { results } = await client.customers.lookUp.query({ taxCodes: [taxCode] });
  const [result] = results;
  assert.equal(result?.outcome, 'found');
  return (result as Extract<typeof result, { outcome: 'found' }>).customer;
}

/** A customer with its first licence. */
export async function findLicensed(client: Client, taxCode: string) {
  const customer = await findCustomer(client, taxCode);
  const [license] = customer.licenses;
  assert.ok(license);
  return { ...customer, license };
}

/** An order of these customers with their plan and default fiscal year, as the widget would send it. */
export async function orderOf(
  client: Client,
  codes: readonly string[],
  change: Partial<PlaceOrderInput> = {},
): Promise<PlaceOrderInput> {
  const { results } = await client.customers.lookUp.query({ taxCodes: [...codes] });
  const lines = results.map((result) => {
    assert.equal(result.outcome, 'found');
    const { customer } = result as Extract<typeof result, { outcome: 'found' }>;
    const [license] = customer.licenses;
    assert.ok(license);
    return {
      customerId: customer.id,
      planId: license.renewal.planId,
      firstFiscalYear: license.defaultYear.fiscalYear,
      years: 1,
      presentExpiry: license.expiry,
    };
  });
  const quote = await client.orders.quote.query({ lines });
  return {
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines,
    confirmedTotal: quote.totals.total,
    ...change,
  };
}

/** A server with plans and these customers of one firm, and its accountant. */
export async function openFirm(
  codes: readonly string[],
  env: Record<string, string> = {},
): Promise<{ server: TestServer; client: Client }> {
  const server = await startTestServer(env);
  await declarePlans(server);
  await declareCustomers(server, declarationsFor(codes));
  return { server, client: clientOf(server, await signToken()) };
}

/** A transfer for an order, or for some of its lines, as the screen would show it. */
export async function startTransfer(client: Client, orderId: string, lineIds?: string[]) {
  const attempt = await client.payments.start.mutate({
    orderId,
    ...(lineIds ? { lineIds } : {}),
    method: 'bank_transfer',
    locale: 'vi',
  });
  assert.ok(attempt.transfer);
  return attempt.transfer;
}

let lastTransfer = 0;

/** A transfer as SePay reports it. */
export async function reportTransfer(
  server: Pick<TestServer, 'url'> & Partial<Pick<TestServer, 'context'>>,
  transfer: {
    amount: number;
    memo: string;
    id?: number;
    type?: 'in' | 'out';
    apiKey?: string;
    /** Local time in Vietnam. */
    at?: string;
    /** The bank's number; each transfer has its own. */
    reference?: string;
  },
): Promise<Response> {
  const id = transfer.id ?? ++lastTransfer;
  return await fetch(`${server.url}/gateways/sepay`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Apikey ${transfer.apiKey ?? server.context?.config.bankTransfer?.sepay?.apiKey}`,
    },
    body: JSON.stringify({
      id,
      gateway: 'Vietcombank',
      transactionDate: transfer.at ?? '2026-11-23 14:02:37',
      accountNumber: '0123456789',
      code: null,
      content: transfer.memo,
      transferType: transfer.type ?? 'in',
      transferAmount: transfer.amount,
      accumulated: 19_077_000,
      subAccount: null,
      referenceCode: transfer.reference ?? `FT26327${String(id).padStart(6, '0')}`,
      description: '',
    }),
  });
}
