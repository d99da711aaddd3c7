import assert from 'node:assert/strict';
import type { FieldProblem } from '../../shared/error-codes.ts';
import type { PlanDeclaration } from '../../shared/schemas/catalog.ts';
import type { LicenseDeclaration } from '../../shared/schemas/customer.ts';
import { newId } from '../database/id.ts';
import { checkMoney } from '../payments/settlement/check-money.ts';
import {
  declaration,
  declareCustomers,
  findCustomer,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
  yearly,
} from './test-directory.ts';
import { type Client, hostApi, signInOn, startTestServer, type TestServer } from './test-server.ts';

export type Line = Parameters<Client['orders']['quote']['query']>[0]['lines'][number];

type Listed = Record<string, unknown> & { expiry: string };

const PRODUCTS = [
  product('ASP', 'ASP Kế toán', 'ASP Accounting'),
  product('INVOICE', 'Hóa đơn điện tử', 'E-invoice'),
  product('SIGN', 'Chữ ký số', 'Digital signature'),
];

const PLANS = [
  planOf('ASP-USER', 'ASP', { perUser: true }),
  planOf('ASP-PRO', 'ASP', { perUser: true, prices: yearly(2_000_000) }),
  planOf('ASP-FLAT', 'ASP'),
  planOf('ASP-GAP', 'ASP', { allowsGap: true }),
  planOf('ASP-GAP-DAY', 'ASP', { allowsGap: true, proration: 'day' }),
  planOf('ASP-TWELVE', 'ASP', { termRule: 'anniversary' }),
  planOf('INV', 'INVOICE'),
  planOf('SIGN-1', 'SIGN'),
  planOf('OTHER', undefined),
];

/** A firm of a portal with several products, whose customers have several licences. */
export class FirmWithProducts {
  readonly server: TestServer;
  /** Signed in on the present day. */
  client: Client;
  readonly #codes = taxCodes(60, 50_100_000);

  private constructor(server: TestServer, client: Client) {
    this.server = server;
    this.client = client;
  }

  static async open(): Promise<FirmWithProducts> {
    const server = await startTestServer();
    const client = await signInOn(server, '2026-11-23');
    const declared = await hostApi(server, 'PUT', '/products', { products: PRODUCTS });
    assert.equal(declared.status, 204);
    await putPlans(server, ...PLANS);
    return new FirmWithProducts(server, client);
  }

  /** Stops the server; all money adds up. */
  async close(): Promise<void> {
    const faults = await checkMoney(this.server.context.db);
    await this.server.stop();
    assert.deepEqual(faults, []);
  }

  async on(day: string): Promise<void> {
    this.client = await signInOn(this.server, day);
  }

  /** The code of a customer that no test has used yet. */
  newCode(): string {
    return this.#codes.pop() ?? assert.fail('no more codes');
  }

  /** A customer with these licences. */
  async customerWith(...licenses: LicenseDeclaration[]) {
    const code = this.newCode();
    await this.declare(code, ...licenses);
    return await this.read(code);
  }

  async declare(code: string, ...licenses: LicenseDeclaration[]) {
    await declareCustomers(this.server, [declaration(code, { licenses })]);
  }

  /** The problems for which a declaration is refused. */
  async problemsOf(...customers: ReturnType<typeof declaration>[]): Promise<FieldProblem[]> {
    const body = { firmName: 'Minh Phát', customers };
    const response = await hostApi(this.server, 'PUT', '/firms/firm-1/customers', body);
    assert.equal(response.status, 400);
    const { error } = (await response.json()) as { error: { fieldProblems: FieldProblem[] } };
    return error.fieldProblems;
  }

  async read(code: string) {
    return await findCustomer(this.client, code);
  }

  async quote(...lines: Line[]) {
    return await this.client.orders.quote.query({ lines });
  }

  /** Orders lines, and pays them by a transfer. */
  async pay(...lines: (Line & { presentExpiry: string })[]) {
    const { totals, problems } = await this.quote(...lines);
    assert.deepEqual(problems, []);
    const { id } = await this.client.orders.place.mutate({
      requestId: newId(),
      locale: 'vi',
      invoiceTo: { kind: 'customer' },
      notify: { kind: 'accountant' },
      lines,
      confirmedTotal: totals.total,
    });
    await reportTransfer(this.server, await startTransfer(this.client, id));
    const order = await this.client.orders.get.query({ orderId: id });
    assert.equal(order.state, 'paid');
    return order;
  }

  /** A customer's licences as the portal's backend reads them. */
  async listed(code: string): Promise<Listed[]> {
    const response = await hostApi(this.server, 'GET', '/firms/firm-1/customers?limit=1000');
    const { customers } = (await response.json()) as {
      customers: { taxCode: string; licenses: Listed[] }[];
    };
    return customers.find(({ taxCode }) => taxCode === code)?.licenses ?? [];
  }
}

/** A plan of a product; without one, of the portal's default product. */
export function planOf(
  code: string,
  productCode: string | undefined,
  change: Partial<PlanDeclaration> = {},
): PlanDeclaration {
  return planDeclaration(code, { ...(productCode ? { productCode } : {}), ...change });
}

function product(code: string, vi: string, en: string) {
  return { code, name: { vi, en }, active: true };
}
