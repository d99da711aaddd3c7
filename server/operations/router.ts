import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono, type Context as HonoContext } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import { rateLimiter } from 'hono-rate-limiter';
import * as z from 'zod/mini';
import { idSchema, requiredTextSchema } from '../../shared/schemas/common.ts';
import { clientIp } from '../client-ip.ts';
import type { Context } from '../context.ts';
import { DomainError, HTTP_STATUS } from '../domain-error.ts';
import { sayIn } from '../pay-page/say.ts';
import { readForm } from '../read-form.ts';
import { markRefunded, reopenRefund } from '../refunds/mark-refunded.ts';
import { refundingMethods, requestRefund } from '../refunds/request-refund.ts';
import { answerAsset } from '../static-asset.ts';
import { assignPayment } from './assign-payment.ts';
import { approveHeldPayment, returnHeldPayment } from './decide-held-payment.ts';
import { listWork, retryOutbox } from './list-work.ts';
import { recordToldMoney, reviewMessage } from './odd-messages.ts';
import { OPERATIONS_CSS, workView } from './work-view.ts';

/** Wrong passwords a minute from one address. */
const WRONG_PASSWORDS = 10;

/** With what moves money, a person says that they have looked; the screen asks for it. */
const checked = { checked: z.literal('yes') };
const paymentSchema = z.object({ paymentId: idSchema });
const messageSchema = z.object({ messageId: idSchema });
const refundSchema = z.object({ refundDueId: idSchema });

type Deed = (context: Context, operator: string, form: unknown) => Promise<void>;

/** What operations can do; each takes a form. */
const DEEDS: Record<string, Deed> = {
  'payments/assign': async (context, operator, form) => {
    const schema = z.extend(paymentSchema, {
      orderId: z.optional(idSchema),
      orderNumber: z.optional(requiredTextSchema(20)),
    });
    const { paymentId, orderId, orderNumber } = parse(schema, form);
    const id = orderId ?? (await orderOfNumber(context, orderNumber ?? ''));
    await assignPayment(context, operator, { paymentId, orderId: id });
  },
  'payments/approve': (context, operator, form) =>
    approveHeldPayment(context, operator, parse(paymentSchema, form)),
  'payments/return': (context, operator, form) =>
    returnHeldPayment(context, operator, parse(paymentSchema, form)),
  'refunds/request': (context, operator, form) =>
    requestRefund(context, operator, parse(refundSchema, form)),
  'refunds/mark': (context, operator, form) =>
    markRefunded(
      context,
      operator,
      parse(z.extend(refundSchema, { reference: requiredTextSchema(100) }), form),
    ),
  'refunds/reopen': (context, operator, form) =>
    reopenRefund(context, operator, parse(refundSchema, form)),
  'messages/record': (context, operator, form) =>
    recordToldMoney(context, operator, parse(z.extend(messageSchema, checked), form)),
  'messages/review': (context, operator, form) =>
    reviewMessage(context, operator, parse(messageSchema, form)),
  'outbox/retry': (context, operator, form) =>
    retryOutbox(context, operator, parse(z.object({ jobId: idSchema }), form)),
};

/**
 * The page on which the vendor's operations mend what waits for a person: money that matched nothing,
 * refunds, mails that did not leave. By password over HTTP Basic; without one set there is no such page.
 */
export function operationsPage(context: Context): Hono {
  const pages = new Hono();
  const password = context.config.operationsPassword;
  if (password === null) return pages;
  pages.use(
    '/operations/*',
    rateLimiter({
      windowMs: 60_000,
      limit: WRONG_PASSWORDS,
      skipSuccessfulRequests: true,
      requestWasSuccessful: (c) => c.res.status !== 401,
      keyGenerator: (c) => clientIp(context.config, c),
      handler: () => {
        throw new DomainError('TOO_MANY_REQUESTS');
      },
    }),
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: false,
    }),
    // A browser sends the password along with whatever another page makes it post.
    csrf({ origin: (origin) => origin === new URL(context.config.publicUrl).origin }),
    bodyLimit({
      maxSize: 4_096,
      onError: () => {
        throw new DomainError('PAYLOAD_TOO_LARGE');
      },
    }),
    basicAuth({
      realm: 'operations',
      // Without a name, the audit log could not say who it was.
      verifyUser: (name, given) => name.trim() !== '' && isSame(given, password),
    }),
  );
  pages.get(OPERATIONS_CSS.path, (c) => answerAsset(c, OPERATIONS_CSS));
  pages.get('/operations', (c) => c.redirect('/operations/'));
  pages.get('/operations/', (c) => show(context, c, 200, noticeOf(c)));
  pages.post('/operations/:what/:deed', (c) => act(context, c));
  return pages;
}

async function act(context: Context, c: HonoContext): Promise<Response> {
  const deed = DEEDS[`${c.req.param('what')}/${c.req.param('deed')}`];
  if (deed === undefined) throw new DomainError('NOT_FOUND');
  try {
    await deed(context, operatorOf(c), await readForm(c));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const text = sayIn('vi')(`error.${error.code}`);
    return await show(context, c, HTTP_STATUS[error.code], { text, good: false });
  }
  return c.redirect('/operations/?done=1', 303);
}

async function show(
  context: Context,
  c: HonoContext,
  status: number,
  notice: { text: string; good: boolean } | null,
): Promise<Response> {
  const refundable = new Set<string>(refundingMethods(context));
  const page = workView(await listWork(context), refundable, notice);
  return await c.html(page, status as 200, { 'Cache-Control': 'no-store' });
}

function noticeOf(c: HonoContext) {
  return c.req.query('done') === undefined ? null : { text: 'Đã thực hiện.', good: true };
}

/** Who is at work, for the audit log: the user name given with the password. */
function operatorOf(c: HonoContext): string {
  const credentials = /^Basic (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const name = Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
  return `operations:${name.slice(0, 50)}`;
}

async function orderOfNumber(context: Context, number: string): Promise<string> {
  const orders = await context.db
    .selectFrom('orders')
    .select('id')
    .where('number', '=', number.toUpperCase())
    .limit(2)
    .execute();
  // Each portal numbers its own: where two have this one, a person must choose among the guesses.
  const [order] = orders;
  if (order === undefined || orders.length > 1) throw new DomainError('NOT_FOUND');
  return order.id;
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, form: unknown): z.output<Schema> {
  const result = schema.safeParse(form);
  if (!result.success) throw new DomainError('INVALID_INPUT');
  return result.data;
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
