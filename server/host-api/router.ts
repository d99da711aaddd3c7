import { Hono, type Context as HonoContext } from 'hono';
import * as z from 'zod/mini';
import { LIMITS } from '../../shared/limits.ts';
import { planDeclarationsSchema, productDeclarationsSchema } from '../../shared/schemas/catalog.ts';
import { externalIdSchema, idSchema } from '../../shared/schemas/common.ts';
import {
  type CustomerDeclaration,
  customerDeclarationsSchema,
} from '../../shared/schemas/customer.ts';
import { codeDeclarationsSchema, storedCodeSchema } from '../../shared/schemas/discount-code.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import type { Context } from '../context/context.ts';
import { reading } from '../context/reading.ts';
import { forgetAccountant } from '../directory/accountants/forget-accountant.ts';
import { declarePlans } from '../directory/catalog/declare-plans.ts';
import { declareProducts } from '../directory/catalog/declare-products.ts';
import { declareDiscountTiers } from '../directory/catalog/discount-tiers.ts';
import { declareCustomers } from '../directory/customers/declare-customers.ts';
import { listFirmCustomers } from '../directory/customers/list-firm-customers.ts';
import { hashApiKey } from '../directory/portals/add-portal.ts';
import { setFirmReminders, setPortalReminders } from '../directory/portals/reminder-settings.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { networkOf } from '../foundation/network.ts';
import { clientIp } from '../http/client-ip.ts';
import { credentialsOf } from '../http/credentials.ts';
import { bodyOf, parse, queryOf } from '../http/declared-input.ts';
import { refusalLog } from '../http/log-refusals.ts';
import { declaredLength, hasBody, readBody } from '../http/request-body.ts';
import { spend } from '../http/spend.ts';
import { apiAccountsOf, costOfBytes, costOfRows } from '../limits/cost-limits.ts';
import type { TurnOwner } from '../limits/fair-turns.ts';
import { listInvoiceRequests } from '../orders/invoices/list-invoice-requests.ts';
import { declareCodes } from '../quoting/discounts/declare-codes.ts';
import { listCodes } from '../quoting/discounts/list-codes.ts';
import { listUnpaid } from '../unpaid/list-unpaid.ts';
import { toListedLine } from './unpaid-lines.ts';

const firmIdSchema = z.string().check(z.minLength(1), z.maxLength(100));

const discountTiersSchema = z.object({
  tiers: z
    .array(
      z.object({
        minLines: z.int().check(z.gte(1), z.lte(LIMITS.orderLines)),
        rate: z.int().check(z.gte(0), z.lte(10_000)),
      }),
    )
    .check(z.maxLength(20)),
});

const portalRemindersSchema = z.object({
  enabled: z.boolean(),
  renewUrl: z.nullable(externalIdSchema(LIMITS.url)),
});

const firmRemindersSchema = z.object({ enabled: z.nullable(z.boolean()) });

/** A page of a list that continues from an id, a tax code or a discount code; an empty cursor counts as none. */
const pageSchema = <Cursor extends z.ZodMiniType<string>>(cursor: Cursor) =>
  z.object({
    cursor: z.optional(z.union([z.literal(''), cursor])),
    limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(1_000)), 1_000),
  });

const customersPage = pageSchema(
  z.string().check(z.refine((value) => taxCodeKind(value) !== null)),
);
const codesPage = pageSchema(storedCodeSchema);
const invoiceRequestsPage = pageSchema(idSchema);
const unpaidLinesPage = pageSchema(idSchema);

const MAX_BODY = 4 * 1024 * 1024;

/** Writing a row is more work than reading one. */
const WRITE_FACTOR = 2;

type ApiEnv = { Variables: { portalId: string } };

/** A request to any route, with any input. */
type ApiCall = Pick<HonoContext<ApiEnv>, 'req' | 'var'>;

/** The API for a portal's backend, by API key: plans, customers and licences, discounts. */
export function hostApi(context: Context): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  const logRefusal = refusalLog(context);
  api.use(async (c, next) => {
    try {
      c.set('portalId', await portalOfApiKey(context, c.req.header('authorization')));
    } catch (error) {
      logRefusal('api_key.refused', {
        requestId: c.get('requestId'),
        network: networkOf(clientIp(context.config, c)),
      });
      throw error;
    }
    await takeCall(context, c);
    // A portal's calls take turns, one at a time: each may have a thousand rows.
    await context.turns.run(turnOwnerOf(c), () => next());
  });
  api.put('/products', bodyOf(productDeclarationsSchema), async (c) => {
    await declareProducts(context, c.var.portalId, c.var.body.products);
    return c.body(null, 204);
  });
  api.put('/plans', bodyOf(planDeclarationsSchema), async (c) => {
    await declarePlans(context, c.var.portalId, c.var.body.plans);
    return c.body(null, 204);
  });
  api.put('/firms/:firmId/customers', bodyOf(customerDeclarationsSchema), async (c) => {
    const { firmName, customers } = c.var.body;
    const firm = { portalId: c.var.portalId, firmId: firmIdOf(c), firmName };
    chargeRows(context, c, rowsOf(customers), WRITE_FACTOR);
    await declareCustomers(context, firm, customers);
    return c.body(null, 204);
  });
  api.get('/firms/:firmId/customers', queryOf(customersPage), async (c) => {
    const firm = { portalId: c.var.portalId, firmId: firmIdOf(c) };
    const page = await reading(context, (own) => listFirmCustomers(own, firm, c.var.query));
    chargeRows(context, c, page.customers.length);
    return c.json(page);
  });
  api.get('/firms/:firmId/unpaid-lines', queryOf(unpaidLinesPage), async (c) => {
    const firm = { portalId: c.var.portalId, firmId: firmIdOf(c) };
    const { limit, cursor } = c.var.query;
    const from = cursor ? { cursor } : {};
    const page = await reading(context, (own) =>
      listUnpaid(own, firm, { filter: {}, sort: 'order', limit, ...from }),
    );
    chargeRows(context, c, page.lines.length);
    return c.json({ lines: page.lines.map(toListedLine), nextCursor: page.nextCursor });
  });
  api.put('/firms/:firmId/discount-tiers', bodyOf(discountTiersSchema), async (c) => {
    await declareDiscountTiers(context, c.var.portalId, firmIdOf(c), c.var.body.tiers);
    return c.body(null, 204);
  });
  api.put('/expiry-reminders', bodyOf(portalRemindersSchema), async (c) => {
    await setPortalReminders(context, c.var.portalId, c.var.body);
    return c.body(null, 204);
  });
  api.put('/firms/:firmId/expiry-reminders', bodyOf(firmRemindersSchema), async (c) => {
    await setFirmReminders(context, c.var.portalId, firmIdOf(c), c.var.body.enabled);
    return c.body(null, 204);
  });
  api.delete('/firms/:firmId/accountants/:accountantId', async (c) => {
    const accountantId = parse(firmIdSchema, c.req.param('accountantId'));
    await forgetAccountant(context, {
      portalId: c.var.portalId,
      firmId: firmIdOf(c),
      accountantId,
    });
    return c.body(null, 204);
  });
  api.put('/discount-codes', bodyOf(codeDeclarationsSchema), async (c) => {
    const { codes } = c.var.body;
    chargeRows(context, c, codes.length, WRITE_FACTOR);
    await declareCodes(context, c.var.portalId, codes);
    return c.body(null, 204);
  });
  api.get('/discount-codes', queryOf(codesPage), async (c) => {
    const page = await reading(context, (own) => listCodes(own, c.var.portalId, c.var.query));
    chargeRows(context, c, page.codes.length);
    return c.json(page);
  });
  api.get('/invoice-requests', queryOf(invoiceRequestsPage), async (c) => {
    const page = await reading(context, (own) =>
      listInvoiceRequests(own, c.var.portalId, c.var.query),
    );
    chargeRows(context, c, page.invoiceRequests.length);
    return c.json(page);
  });
  return api;
}

async function portalOfApiKey(context: Context, authorization: string | undefined) {
  const [apiKey] = /^.{32,200}$/.exec(credentialsOf(authorization, 'Bearer') ?? '') ?? [];
  if (apiKey === undefined) throw new DomainError('UNAUTHENTICATED');
  const portal = await context.db
    .selectFrom('portals')
    .select('id')
    .where('api_key_hash', '=', hashApiKey(apiKey))
    .executeTakeFirst();
  if (portal === undefined) throw new DomainError('UNAUTHENTICATED');
  return portal.id;
}

/** A call's fixed cost is charged before its body is read. */
async function takeCall(context: Context, c: HonoContext<ApiEnv>): Promise<void> {
  const accounts = apiAccountsOf(context.config.rateLimit, c.var.portalId);
  const declared = hasBody(c) ? declaredLength(c) : 0;
  if ((declared ?? 0) > MAX_BODY) throw new DomainError('PAYLOAD_TOO_LARGE');
  await spend(context, accounts, 1 + costOfBytes(declared ?? 0));
  await context.turns.checkFree(turnOwnerOf(c));
  if (!hasBody(c)) return;
  const length = await readBody(c, MAX_BODY);
  if (declared === null) context.limits.charge(accounts, costOfBytes(length));
}

/** A customer, each further licence, and each further period of one. */
function rowsOf(customers: readonly CustomerDeclaration[]): number {
  const licenses = customers.flatMap((customer) => customer.licenses);
  const further = Math.max(0, licenses.length - customers.length);
  const periods = licenses.map((license) => Math.max(0, (license.periods?.length ?? 0) - 1));
  return customers.length + further + periods.reduce((sum, count) => sum + count, 0);
}

/** Lists sent by or to a portal are charged to its budget, row by row. */
function chargeRows(context: Context, c: ApiCall, rows: number, factor = 1): void {
  const accounts = apiAccountsOf(context.config.rateLimit, c.var.portalId);
  context.limits.charge(accounts, costOfRows(rows) * factor);
  if (c.req.method !== 'GET') return;
  const { portalId, requestId } = c.var;
  context.log('bulk_read', { requestId, portalId, path: c.req.path, rows });
}

/** Within a portal, calls of one path take turns with those of the others. */
function turnOwnerOf(c: HonoContext<ApiEnv>): TurnOwner {
  return { firm: JSON.stringify([c.var.portalId]), person: c.req.path };
}

function firmIdOf(c: HonoContext): string {
  return parse(firmIdSchema, c.req.param('firmId'));
}
