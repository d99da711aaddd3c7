import { Hono, type Context as HonoContext } from 'hono';
import { compress } from 'hono/compress';
import { readDocumentToken } from '../addresses/document-token.ts';
import type { Context } from '../context/context.ts';
import { DomainError, HTTP_STATUS } from '../foundation/domain-error.ts';
import { networkOf } from '../foundation/network.ts';
import { clientIp } from '../http/client-ip.ts';
import { refusalOf } from '../http/refusal-of.ts';
import { retryAfterHeader, spending } from '../http/spend.ts';
import { answerAsset } from '../http/static-asset.ts';
import { account } from '../limits/cost-limits.ts';
import { langOf } from '../pages/languages.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { documentError, type Html, PRINT_CSS, PRINT_JS } from './layout.ts';
import { paymentOrderPage } from './payment-order-page.ts';
import { quotationPage } from './quotation-page.ts';
import { receiptPage } from './receipt-page.ts';
import { sayIn } from './say.ts';

/** Wrong tokens a minute from one address: guessing 136 bits is hopeless, but noisy. */
const WRONG_TOKENS = 60;

/** Views of one page a minute: a large order's is much work. */
const LOOKS = 30;

/** Printable pages, each behind a token of its own: server-rendered, and complete without JavaScript. */
export function documentPages(context: Context): Hono {
  const pages = new Hono();
  pages.use(
    '/documents/*',
    pageHeaders({ scriptSrc: ["'self'"], formAction: ["'none'"] }),
    compress(),
  );
  for (const asset of [PRINT_CSS, PRINT_JS]) {
    pages.get(asset.path, (c) => answerAsset(c, asset));
  }
  pages.use(
    '/documents/*',
    // Guessing never locks out others behind the same address who have a token.
    spending(context, (c) => {
      if (isOurs(context, c.req.path.split('/').at(-1) ?? '')) return null;
      return account('wrong document', [networkOf(clientIp(context.config, c))], WRONG_TOKENS);
    }),
  );
  pages.use(
    '/documents/:kind/:token',
    spending(context, (c) => account('document', [c.req.param('token') ?? ''], LOOKS)),
  );
  pages.get('/documents/receipts/:token', async (c) =>
    page(c, await receiptPage(context, c.req.param('token'), langOf(c))),
  );
  pages.get('/documents/quotations/:token', async (c) =>
    page(c, await quotationPage(context, c.req.param('token'))),
  );
  pages.get('/documents/payment-orders/:token', async (c) =>
    page(c, await paymentOrderPage(context, c.req.param('token'))),
  );
  pages.onError((error, c) => {
    const refusal = refusalOf(context, c.req.routePath, error);
    if (refusal !== undefined) return errorPage(c, refusal);
    context.log('document.failed', { error: error.stack });
    return errorPage(c, new DomainError('INTERNAL'));
  });
  return pages;
}

function isOurs(context: Context, token: string): boolean {
  const { linkSecret } = context.config;
  return (['receipt', 'quotation', 'payment-order'] as const).some(
    (kind) => readDocumentToken(linkSecret, kind, token) !== null,
  );
}

function page(c: HonoContext, content: Html): Response | Promise<Response> {
  return c.html(content, 200, { 'Cache-Control': 'no-store' });
}

function errorPage(c: HonoContext, error: DomainError): Response | Promise<Response> {
  const locale = langOf(c) ?? 'vi';
  const text = sayIn(locale)(`error.${error.code}`);
  return c.html(documentError(locale, text), HTTP_STATUS[error.code], {
    'Cache-Control': 'no-store',
    ...retryAfterHeader(error),
  });
}
