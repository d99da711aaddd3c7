import type { Context as HonoContext } from 'hono';
import type { ErrorCode } from '../../shared/error-codes.ts';
import {
  type Locale,
  localeSchema,
  type PaymentMethod,
  paymentMethodSchema,
} from '../../shared/schemas/common.ts';
import type { Context } from '../context/context.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { readForm } from '../http/read-form.ts';
import { startPayment } from '../payments/attempts/start-payment.ts';
import { type OpenedLink, openPaymentLink } from '../payments/links/open-payment-link.ts';
import { linkPayer, tokenPath } from './link-request.ts';
import type { Say } from './say.ts';

/** Errors of an attempt after which the payer can continue on the link's page. */
const GOES_BACK = new Set<ErrorCode>([
  'NOTHING_TO_PAY',
  'METHOD_UNAVAILABLE',
  'GATEWAY_UNAVAILABLE',
]);

/** Answers the form: redirects to the gateway or the transfer; on failure, back to the link's page with the problem. */
export async function startByLink(context: Context, c: HonoContext): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const opened = await openPaymentLink(context, token);
  const form = await readForm(c);
  const method = paymentMethodSchema.safeParse(form.method);
  if (!method.success) return c.redirect(`${tokenPath(c)}?error=method`, 303);
  const lang = localeSchema.safeParse(form.lang);
  const locale = lang.success ? lang.data : opened.order.locale;
  const attempt = await startByMethod(context, c, opened, method.data, locale);
  if ('problem' in attempt) {
    const query = new URLSearchParams({
      lang: locale,
      method: method.data,
      error: attempt.problem,
    });
    return c.redirect(`${tokenPath(c)}?${query}`, 303);
  }
  const transfer = `${tokenPath(c)}/transfers/${attempt.id}?lang=${locale}`;
  return c.redirect(attempt.redirectUrl ?? transfer, 303);
}

/** The method that failed: the problem is shown at it, and another one is preselected. */
export function refusedMethod(c: HonoContext): PaymentMethod | null {
  const method = paymentMethodSchema.safeParse(c.req.query('method'));
  return method.success ? method.data : null;
}

/** The message when the chosen method failed, or none was chosen. */
export function problemOf(say: Say, error: string | undefined): string | null {
  if (error === 'method') return say('chooseFirst');
  if (error === 'GATEWAY_UNAVAILABLE') return say('gatewayUnavailable');
  return error === 'METHOD_UNAVAILABLE' ? say('error.METHOD_UNAVAILABLE') : null;
}

/** An attempt, or the reason why there is none: the link's page shows it, and offers the other methods. */
async function startByMethod(
  context: Context,
  c: HonoContext,
  opened: OpenedLink,
  method: PaymentMethod,
  locale: Locale,
) {
  try {
    const lineIds = opened.lines.map((line) => line.id);
    const { order } = opened;
    const payer = linkPayer(context, c, opened);
    return await startPayment(context, payer, { orderId: order.id, lineIds, method, locale });
  } catch (error) {
    if (error instanceof DomainError && GOES_BACK.has(error.code)) return { problem: error.code };
    throw error;
  }
}
