import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { documentToken } from '../../addresses/document-token.ts';
import { linkToken } from '../../addresses/link-token.ts';
import { returnUrl } from '../../addresses/return-token.ts';
import type { Context } from '../../context/context.ts';
import type { Db } from '../../database/db.ts';
import { addPortal } from '../../directory/portals/add-portal.ts';
import { CodeGuesses } from '../../limits/code-guesses.ts';
import { CostLimitsInMemory } from '../../limits/cost-limits.ts';
import { FairTurns } from '../../limits/fair-turns.ts';
import { draftOf } from '../drafts.ts';
import { startFakeGateways } from '../gateways/fake-gateways.ts';
import { OPERATIONS_PASSWORD } from '../operations.ts';
import { declaration, orderOf, startTransfer, taxCodes } from '../test-directory.ts';
import { type Client, clientOf, NOW, signToken, startTestServer } from '../test-server.ts';
import type { Json } from './json.ts';
import { type Owned, type OwnedBy, readOwned } from './owners.ts';
import { PLANS, PRODUCTS } from './plans.ts';
import { TENANT_NAMES, TENANTS, type Tenant, type TenantName } from './tenants.ts';
import { watchWrites } from './writes.ts';

export const HEALTH_TOKEN = 'a-health-token-of-more-than-32-characters';

/** Beside the folder of the widget: no request may read it. */
export const OUTSIDE = 'Qvarkoutside';

/** Customers of a tenant; the first have orders, the rest can be ordered. */
const CUSTOMERS = 24;

/** Limits are tested elsewhere; here they would answer most calls. */
const REQUESTS_A_LIMIT = 40;

/** The server under test with three tenants, and all values that requests to it can name. */
export type World = Awaited<ReturnType<typeof openWorld>>;

/** @param extend adds routes, as a test of the fuzzing does */
export async function openWorld(extend?: (app: Hono, context: Context) => void) {
  const gateways = await startFakeGateways();
  const folder = mkdtempSync(join(tmpdir(), 'renewal-fuzz-'));
  const server = await startTestServer(
    {
      ...gateways.env,
      CASSO_SECRET: 'casso-secret',
      CASSO_API_KEY: 'casso-key',
      OPERATIONS_PASSWORD,
      HEALTH_TOKEN,
      RATE_LIMIT: '100000000',
      WIDGET_DIR: widgetIn(folder),
    },
    extend,
  );
  const { context } = server;
  const faults: string[] = [];
  context.log = (event, details) => {
    if (event.endsWith('.failed')) faults.push(`${event} ${details?.path ?? ''} ${details?.error}`);
  };
  let now = NOW;
  let sent = 0;
  const world = {
    server,
    context,
    faults,
    owned: [] as Owned[],
    /** Owners of the tokens in addresses. */
    tokens: new Map<string, OwnedBy>(),
    /** Owners of the references that transfers are recognised by. */
    references: new Map<string, OwnedBy>(),
    /** Values by kind: those of {@link Values}, and ids by table. */
    values: {} as Record<string, Value[]>,
    /** Forms and links that pages have shown. */
    harvested: { form: [] as Value[], href: [] as Value[] },
    now: () => now,
    /** Reads what the requests so far have left. */
    async refresh() {
      world.owned = await readOwned(context.db);
      world.values = { ...(await readValues(world)), ...world.harvested };
    },
    /** Before each request: time goes on, and nobody is at a limit. */
    async tick() {
      now += 1_000;
      server.setNow(now);
      context.turns = new FairTurns();
      if (sent % REQUESTS_A_LIMIT === 0) {
        context.limits = new CostLimitsInMemory();
        context.codeGuesses = new CodeGuesses();
        await world.refresh();
      }
      sent++;
    },
    async stop() {
      // The process would go on for ever with one of them.
      await server.stop().finally(() => gateways.stop());
      rmSync(folder, { recursive: true });
    },
  };
  for (const name of TENANT_NAMES) await settle(world, name);
  await watchWrites(context.db);
  return world;
}

/** A value that requests may carry, and its owner. */
export interface Value extends Partial<OwnedBy> {
  value: Json;
}

function widgetIn(folder: string): string {
  writeFileSync(join(folder, 'outside.txt'), OUTSIDE);
  mkdirSync(join(folder, 'widget', 'chunks'), { recursive: true });
  writeFileSync(join(folder, 'widget', 'renewal-wizard.js'), 'export {};');
  return join(folder, 'widget');
}

/** Customers, licences, orders in every state, payments, links, quotations: of one tenant, marked. */
async function settle(world: World, name: TenantName): Promise<void> {
  const { server, context } = world;
  const tenant: Tenant = TENANTS[name];
  const { portalId, mark } = tenant;
  await addPortal(context.db, {
    id: portalId,
    name: `Portal ${portalId}`,
    origins: [tenant.origin],
    secret: tenant.secret,
    apiKey: tenant.apiKey,
  });
  const put = async (path: string, body: unknown) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${tenant.apiKey}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  const codes = taxCodes(CUSTOMERS, 10_100_000 + TENANT_NAMES.indexOf(name) * 10_000);
  await put('/products', { products: PRODUCTS });
  await put('/plans', { plans: PLANS });
  await put(`/firms/${tenant.firmId}/customers`, {
    firmName: `Kế toán ${mark}`,
    customers: codes.map((code, i) => marked(declaration(code, { externalId: `${i}` }), mark)),
  });
  await put('/discount-codes', {
    codes: [{ ...CODE, code: `${mark.toUpperCase()}`, firmId: tenant.firmId }],
  });
  const client = clientOf(server, await tokenOf(tenant, world.now()), tenant.origin);
  await trade(world, client, codes, mark);
}

const CODE = {
  kind: 'percent',
  value: 500,
  scope: 'line',
  referral: false,
  validFrom: null,
  validUntil: null,
  maxUses: null,
  active: true,
};

function marked<Row extends { name: string; email: string; taxCode: string }>(
  row: Row,
  mark: string,
): Row {
  const email = `${mark.toLowerCase()}@${row.taxCode}.example`;
  return { ...row, name: `${mark} ${row.taxCode}`, contactName: mark, address: mark, email };
}

async function trade(world: World, client: Client, codes: string[], mark: string): Promise<void> {
  const { server } = world;
  const place = async (from: number, count: number, change = {}) => {
    const input = await orderOf(client, codes.slice(from, from + count), change);
    return (await client.orders.place.mutate(input)).id;
  };
  const party = { legalName: mark, taxCode: codes[0] ?? '', address: mark, contactName: mark };
  const owner = { recipientEmail: `${mark.toLowerCase()}@owner.example` };
  const open = await place(0, 3, {
    invoiceTo: { kind: 'other', party: { ...party, email: 'x@x.example' } },
    notify: { kind: 'other', recipient: { name: mark, email: 'y@y.example', phone: '' } },
  });
  const [paid, short, twice, gone] = [
    await place(3, 2),
    await place(5, 2),
    await place(7, 1),
    await place(8, 2),
  ];
  for (const method of ['bank_transfer', 'vnpay', 'momo', 'zalopay', 'payos'] as const) {
    await client.payments.start.mutate({ orderId: open, method, locale: 'vi' });
  }
  for (const [orderId, factor] of [
    [paid, 1],
    [short, 0.5],
    [twice, 1],
    [twice, 1],
  ] as const) {
    const { amount, memo } = await startTransfer(client, orderId).catch(() => ({
      amount: 2_950_000,
      memo: 'khong ro',
    }));
    await report(server.url, { amount: Math.floor(amount * factor), memo });
  }
  await client.orders.cancel.mutate({ orderId: gone, reason: mark });
  const { lines } = await client.orders.get.query({ orderId: open });
  await client.paymentLinks.create.mutate({ orderId: open });
  for (const { id } of lines)
    await client.paymentLinks.create.mutate({ orderId: open, lineId: id });
  const { lines: quoted } = await orderOf(client, codes.slice(10, 13));
  await client.quotations.save.mutate({ lines: quoted });
  await client.drafts.save.mutate(draftOf(quoted, { text: mark }));
  const { lines: ordered } = await orderOf(client, codes.slice(13, 14));
  await place(13, 1, { lines: ordered.map((line) => ({ ...line, ...owner })) });
}

let transfers = 0;

async function report(url: string, transfer: { amount: number; memo: string }): Promise<void> {
  const id = ++transfers;
  await fetch(`${url}/gateways/sepay`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Apikey a-sepay-api-key-for-tests',
    },
    body: JSON.stringify({
      id,
      transactionDate: '2026-11-23 10:00:00',
      accountNumber: '0123456789',
      content: transfer.memo,
      transferType: 'in',
      transferAmount: transfer.amount,
      referenceCode: `FTW${id}`,
    }),
  });
}

/** The sign-in token of a tenant's accountant. */
export async function tokenOf(tenant: Tenant, now: number, change = {}): Promise<string> {
  return await signToken({
    portalId: tenant.portalId,
    secret: tenant.secret,
    firm: { id: tenant.firmId, name: `Kế toán ${tenant.mark}` },
    email: `${tenant.mark.toLowerCase()}@firm.example`,
    issuedAt: now,
    ...change,
  });
}

/** Ids by table, and other values that distinguish rows. */
async function readValues(world: World): Promise<Record<string, Value[]>> {
  const { context } = world;
  const { db, config } = context;
  const values: Record<string, Value[]> = {};
  const add = (kind: string, value: Json, { portalId, firmId }: OwnedBy) => {
    values[kind] ??= [];
    values[kind].push({ value, portalId, firmId });
  };
  const addToken = (kind: string, token: string, owner: OwnedBy) => {
    world.tokens.set(token, owner);
    add(kind, token, owner);
  };
  const owners = new Map(world.owned.map((row) => [row.id, row]));
  for (const row of world.owned) {
    add(row.table, row.id, row);
    if (row.table === 'payment_links')
      addToken('linkToken', linkToken(config.linkSecret, row.id), row);
    if (row.table === 'quotations')
      addToken('quotationToken', documentToken(config.linkSecret, 'quotation', [row.id]), row);
    if (row.table === 'payments')
      addToken('receiptToken', documentToken(config.linkSecret, 'receipt', [row.id]), row);
    if (row.table === 'payment_attempts')
      addToken('returnToken', returnUrl(config, row.id).split('/').at(-1) ?? '', row);
  }
  await addLines(db, owners, add);
  const customers = await db.selectFrom('customers').selectAll().execute();
  for (const { portal_id: portalId, firm_id: firmId, ...customer } of customers) {
    add('taxCode', customer.tax_code, { portalId, firmId });
    add('externalId', customer.external_id, { portalId, firmId });
  }
  const orders = await db.selectFrom('orders').select(['id', 'number']).execute();
  for (const { id, number } of orders) add('orderNumber', number, ownerOf(owners, id));
  const attempts = await db
    .selectFrom('payment_attempts')
    .select(['id', 'reference', 'amount', 'method'])
    .execute();
  for (const { id, ...attempt } of attempts) {
    add('attempt', { ...attempt }, ownerOf(owners, id));
    world.references.set(attempt.reference, ownerOf(owners, id));
  }
  return values;
}

function ownerOf(owners: Map<string, Owned>, id: string): OwnedBy {
  const owner = owners.get(id);
  if (owner === undefined) throw new Error(`Row ${id} has no owner`);
  return owner;
}

/** The lines of each order, and of each licence the line that would renew it. */
async function addLines(
  db: Db,
  owners: Map<string, Owned>,
  add: (kind: string, value: Json, owner: OwnedBy) => void,
): Promise<void> {
  const lines = await db.selectFrom('order_lines').select(['id', 'order_id']).execute();
  const byOrder = Map.groupBy(lines, (line) => line.order_id);
  for (const order of owners.values()) {
    if (order.table !== 'orders') continue;
    const ids = (byOrder.get(order.id) ?? []).map(({ id }) => id);
    add('linesOf', ids, order);
    add('lineOf', ids[0] ?? null, order);
  }
  const licenses = await db
    .selectFrom('licenses')
    .innerJoin('license_periods', 'license_periods.license_id', 'licenses.id')
    .select(['licenses.id', 'customer_id as customerId'])
    .select((select) => select.fn.max('last_day').as('presentExpiry'))
    .groupBy(['licenses.id', 'customer_id'])
    .execute();
  for (const { id, customerId, presentExpiry } of licenses) {
    const firstFiscalYear = Number(presentExpiry.slice(0, 4)) + 1;
    const line = { customerId, licenseId: id, firstFiscalYear, years: 1, presentExpiry };
    add('line', line, ownerOf(owners, id));
  }
}
