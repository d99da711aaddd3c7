import { Hono, type Context as HonoContext } from 'hono';
import { csrf } from 'hono/csrf';
import * as z from 'zod/mini';
import {
  emailSchema,
  idSchema,
  requiredTextSchema,
  textSchema,
} from '../../shared/schemas/common.ts';
import type { Context } from '../context/context.ts';
import { DomainError, HTTP_STATUS } from '../foundation/domain-error.ts';
import { readForm } from '../http/read-form.ts';
import { bodyUpTo } from '../http/request-body.ts';
import { answerAsset } from '../http/static-asset.ts';
import { retryOutbox } from '../jobs/outbox/retry-outbox.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { assignPayment } from '../payments/corrections/assign-payment.ts';
import {
  approveSuspectedPayment,
  returnUnappliedPayment,
} from '../payments/corrections/decide-unapplied-payment.ts';
import { markRefunded, reopenRefund } from '../payments/refunds/mark-refunded.ts';
import { refundingMethods, requestRefund } from '../payments/refunds/request-refund.ts';
import { chosenLines, moneyOf } from './deeds/chosen-lines.ts';
import { type Done, doneOf, doneQuery, MOVES_MONEY } from './deeds/done-notice.ts';
import { FormFault, orderByNumber, parse } from './deeds/form-input.ts';
import { GROUP_DEEDS, type GroupDeed } from './deeds/group-deeds.ts';
import { PAYMENT_DEEDS } from './deeds/payment-deeds.ts';
import { recordToldMoney, reviewMessage } from './deeds/review-messages.ts';
import { listWork } from './lists/list-work.ts';
import { readOutcome } from './lists/read-outcome.ts';
import { OVERVIEW, queryOf, type View, viewOf } from './lists/view-of.ts';
import { type OperatorEnv, operatorsOnly } from './operators-only.ts';
import type { Failure } from './view/forms.ts';
import { say } from './view/say.ts';
import { OPERATIONS_CSS, workView } from './view/work-view.ts';

/** Required for actions that move money: the person confirms having checked. */
const checked = { checked: z.literal('yes') };
const paymentSchema = z.object({ paymentId: idSchema, ...checked });
const refundSchema = z.object({ refundDueId: idSchema, ...checked });
/** The unclear refund that the page showed. */
const seenSchema = z.extend(refundSchema, { refundId: idSchema });
const markedSchema = z.extend(refundSchema, {
  refundId: z.optional(idSchema),
  reference: requiredTextSchema(100),
});
const messageSchema = z.object({ messageId: idSchema });

type Deed = (context: Context, operator: string, form: unknown) => Promise<void>;

/** The actions of operations; each takes a form. */
export const DEEDS: Record<string, Deed> = {
  'payments/assign': async (context, operator, form) => {
    const schema = z.extend(paymentSchema, {
      orderId: z.optional(z.union([z.literal(''), idSchema])),
      orderNumber: z.optional(textSchema(20)),
      taxCode: z.optional(textSchema(20)),
      choice: z.optional(textSchema(50)),
    });
    const {
      paymentId,
      orderNumber = '',
      taxCode = '',
      choice = '',
      ...chosen
    } = parse(schema, form);
    const orderId = await chosenOrder(context, chosen.orderId ?? '', orderNumber);
    const money = await moneyOf(context, paymentId);
    const meant = await chosenLines(context, { orderId, taxCode, choice }, money);
    await assignPayment(context, operator, { paymentId, orderId, ...meant });
  },
  'payments/approve': (context, operator, form) =>
    approveSuspectedPayment(context, operator, parse(paymentSchema, form)),
  ...PAYMENT_DEEDS,
  'payments/return': (context, operator, form) =>
    returnUnappliedPayment(context, operator, parse(paymentSchema, form)),
  'refunds/request': (context, operator, form) =>
    requestRefund(context, operator, parse(refundSchema, form)),
  'refunds/mark': (context, operator, form) =>
    markRefunded(context, operator, parse(markedSchema, form)),
  'refunds/reopen': (context, operator, form) =>
    reopenRefund(context, operator, parse(seenSchema, form)),
  'messages/record': (context, operator, form) =>
    recordToldMoney(context, operator, parse(z.extend(messageSchema, checked), form)),
  'messages/review': (context, operator, form) =>
    reviewMessage(context, operator, parse(messageSchema, form)),
  'outbox/retry': (context, operator, form) => {
    const schema = z.object({ jobId: idSchema, email: z.optional(emailSchema) });
    return retryOutbox(context, operator, parse(schema, form));
  },
};

/**
 * The page on which the vendor's operations resolve what waits for a person: unmatched money, refunds, mails that did
 * not leave. With a password over HTTP Basic; without one configured there is no such page.
 */
export function operationsPage(context: Context): Hono<OperatorEnv> {
  const pages = new Hono<OperatorEnv>();
  const password = context.config.operationsPassword;
  if (password === null) return pages;
  pages.use(
    '/operations/*',
    pageHeaders({ formAction: ["'self'"] }, 'same-origin'),
    // A browser sends the password along with any request that another page makes.
    csrf({ origin: (origin) => origin === new URL(context.config.publicUrl).origin }),
    // Identified before the body is read.
    operatorsOnly(context, password),
    bodyUpTo(4_096),
  );
  pages.get(OPERATIONS_CSS.path, (c) => answerAsset(c, OPERATIONS_CSS));
  pages.get('/operations', (c) => c.redirect('/operations/'));
  pages.get('/operations/', (c) => look(context, c));
  pages.post('/operations/:what/:deed', (c) => act(context, c));
  return pages;
}

async function act(context: Context, c: HonoContext<OperatorEnv>): Promise<Response> {
  const path = `${c.req.param('what')}/${c.req.param('deed')}`;
  const deed = GROUP_DEEDS[path] ?? one(DEEDS[path]);
  if (deed === undefined) throw new DomainError('NOT_FOUND');
  const form = await readForm(c);
  let done: Done;
  try {
    const counts = await deed(context, c.var.operator, form);
    const money = MOVES_MONEY.has(path) ? { paymentId: String(form.paymentId) } : {};
    done = { path, ...counts, ...money };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const fault = error instanceof FormFault ? error : undefined;
    return await show(context, c, HTTP_STATUS[error.code], viewOrNone(form.view), {
      path,
      form,
      text: fault?.text ?? say(`error.${error.code}`),
      ...fault?.place,
    });
  }
  const query = queryOf(viewOrNone(form.view));
  return c.redirect(`/operations/?${query}${query && '&'}${doneQuery(done)}`, 303);
}

/** An action on a single item, with the result of a group's action. */
function one(deed: Deed | undefined): GroupDeed | undefined {
  if (deed === undefined) return undefined;
  return async (...deedAndForm) => {
    await deed(...deedAndForm);
    return { count: 1, skipped: 0 };
  };
}

async function look(context: Context, c: HonoContext): Promise<Response> {
  const { search } = new URL(c.req.url);
  try {
    const view = viewOf(search);
    return await show(context, c, 200, view, doneOf(search));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error;
    const text = 'Địa chỉ trang không đúng. Đây là đầu các danh sách.';
    return await show(context, c, 400, OVERVIEW, { path: '', form: {}, text });
  }
}

/** The view after an action; an invalid one in the form begins anew. */
function viewOrNone(query: unknown): View {
  try {
    return viewOf(typeof query === 'string' ? query : '');
  } catch {
    return OVERVIEW;
  }
}

async function show(
  context: Context,
  c: HonoContext,
  status: number,
  view: View,
  outcome: Done | Failure | null,
): Promise<Response> {
  const refundable = new Set<string>(refundingMethods(context));
  const paymentId = outcome !== null && 'count' in outcome ? outcome.paymentId : undefined;
  const gone = paymentId === undefined ? [] : await readOutcome(context, paymentId);
  const page = workView(await listWork(context, view), refundable, outcome, gone);
  return await c.html(page, status as 200, { 'Cache-Control': 'no-store' });
}

/** The order chosen among the guesses, or the one whose number was typed. */
async function chosenOrder(context: Context, orderId: string, typed: string): Promise<string> {
  if (orderId !== '' && typed !== '') {
    throw new FormFault(
      'INVALID_INPUT',
      'Chọn một đơn hàng, hoặc ghi số đơn hàng khác; không cả hai.',
    );
  }
  if (orderId !== '') return orderId;
  if (typed === '') throw new FormFault('INVALID_INPUT', 'Chọn hoặc ghi số đơn hàng.');
  return await orderByNumber(context, typed, 'orderNumber');
}
