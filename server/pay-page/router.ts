import { Hono, type Context as HonoContext, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { calendarDateAt } from '../../shared/calendar-date.ts';
import { returnUrl } from '../addresses/return-token.ts';
import type { Config } from '../config/config.ts';
import type { Context } from '../context/context.ts';
import { readSeller } from '../directory/portals/seller.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { networkOf } from '../foundation/network.ts';
import { clientIp } from '../http/client-ip.ts';
import { refusalOf } from '../http/refusal-of.ts';
import { bodyUpTo } from '../http/request-body.ts';
import { spending } from '../http/spend.ts';
import { answerAsset, imageAsset, type StaticAsset } from '../http/static-asset.ts';
import { type Account, account, costOfRows } from '../limits/cost-limits.ts';
import { countCustomers } from '../orders/core/count-customers.ts';
import { langOf } from '../pages/languages.ts';
import { PAGE_CSS } from '../pages/page-css.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { attemptsOfLink } from '../payments/attempts/link-attempts.ts';
import { methodsFor } from '../payments/attempts/payable-lines.ts';
import { readPaymentAttempt } from '../payments/attempts/read-payment-attempt.ts';
import { qrPng } from '../payments/core/qr-png.ts';
import { transferQrPayload } from '../payments/gateways/bank/bank-transfer.ts';
import type { OpenedLink } from '../payments/links/open-payment-link.ts';
import { isLinkKnown, noteOpened, openPaymentLink } from '../payments/links/open-payment-link.ts';
import { bankAppLinks } from './bank-app-links.ts';
import { errorPage } from './error-page.ts';
import { isPersonOpening } from './is-person-opening.ts';
import { layout, PAY_JS } from './layout.ts';
import { linkPreview } from './link-preview.ts';
import { linkPayer, tokenPath } from './link-request.ts';
import {
  isAllInReview,
  isUnconfirmed,
  type LinkState,
  RETURNED,
  readLinkState,
  stateTag,
} from './link-state.ts';
import { linkView } from './link-view.ts';
import { gatewayReturn } from './return-view.ts';
import { type Say, sayIn } from './say.ts';
import { problemOf, refusedMethod, startByLink } from './start-by-link.ts';
import { tidyLinkPath } from './tidy-link.ts';
import { transferView } from './transfer-view.ts';

/** Wrong tokens a minute from one address: guessing 132 bits is hopeless, but noisy. */
const WRONG_TOKENS = 60;

/**
 * Units a minute of one link, and the cost of a view besides its lines: 150 views of one line by a few people, whose
 * pages each poll at most every two seconds, and 50 of 2,000 lines.
 */
const LINK_UNITS = 3_000;
const LOOK_COST = 20;
const FEW_LINES = 50;

/** Attempts a minute by one link: each may register with a gateway. */
const STARTS = 20;

/**
 * The form's former address, to which pages from before an upgrade post. It may go with the first release that comes a
 * month or more after the one that has `/attempts`: no page stays open so long.
 */
const FORMER_START = '/pay/:token/sessions';

/** The page behind a payment link: server-rendered, and complete without JavaScript. */
export function payPage(context: Context): Hono {
  const pages = new Hono();
  const logo = logoOf(context.config);
  const paths = ['/pay', '/pay/*', '/payments/*', '/pay-assets/*'];
  for (const path of paths) pages.use(path, payPageHeaders(context), compress());
  pages.get('*', leadToTidyLink);
  for (const asset of [PAGE_CSS, PAY_JS, ...(logo ? [logo] : [])]) {
    pages.get(asset.path, (c) => answerAsset(c, asset));
  }
  pages.use(
    '/pay/*',
    // Guessing never locks out others behind the same address who have a link.
    spending(context, async (c) => {
      if (await isLinkKnown(context, c.req.path.split('/')[2] ?? '')) return null;
      return account('wrong link', [networkOf(clientIp(context.config, c))], WRONG_TOKENS);
    }),
    bodyUpTo(4_096),
  );
  const looks = spending(context, looksOf, LOOK_COST);
  // The page of a large order is much work; one link could otherwise keep the server busy.
  for (const path of ['/pay/:token', '/pay/:token/*']) pages.use(path, looks);
  pages.get('/pay/:token', (c) => showLink(context, c, logo?.path ?? null));
  pages.get('/pay/:token/state', async (c) =>
    c.json({ state: stateTag(await look(context, c)) }, 200, {
      'Cache-Control': 'no-store',
    }),
  );
  const starts = spending(context, (c) =>
    account('link starts', [c.req.param('token') ?? ''], STARTS),
  );
  for (const path of ['/pay/:token/attempts', FORMER_START]) {
    pages.post(path, starts, (c) => startByLink(context, c));
  }
  pages.get('/pay/:token/transfers/:attemptId', (c) => showTransfer(context, c));
  pages.get('/pay/:token/transfers/:attemptId/qr.png', (c) => transferQr(context, c));
  pages.get('/pay/:token/transfers/:attemptId/parts/:part/qr.png', (c) => transferQr(context, c));
  pages.get('/payments/return/:token', (c) => gatewayReturn(context, c));
  // Links always lead to a page, even wrong ones.
  const refuse = (c: HonoContext, error: DomainError) =>
    errorPage(context, c, error, logo?.path ?? null);
  for (const path of paths) pages.all(path, (c) => refuse(c, new DomainError('NOT_FOUND')));
  pages.onError((error, c) => {
    const refusal = refusalOf(context, c.req.routePath, error);
    if (refusal !== undefined) return refuse(c, refusal);
    context.log('pay_page.failed', { error: error.stack });
    return refuse(c, new DomainError('INTERNAL'));
  });
  return pages;
}

/** A damaged link still leads to its page. */
const leadToTidyLink: MiddlewareHandler = async (c, next) => {
  const tidy = tidyLinkPath(c.req.path);
  if (tidy === null) return await next();
  return c.redirect(`${tidy}${new URL(c.req.url).search}`, 302);
};

function payPageHeaders(context: Context): MiddlewareHandler {
  const { vnpay, momo, zalopay, payos } = context.config;
  const urls = [vnpay?.payUrl, momo?.apiUrl, zalopay?.apiUrl, payos?.apiUrl];
  const gateways = urls.flatMap((url) => (url ? [new URL(url).origin] : []));
  return pageHeaders({
    scriptSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    // Browsers apply this to a form's redirect too, and a gateway's page may be on any host.
    formAction: ["'self'", 'https:', ...gateways],
  });
}

/** The link's state; its lines are charged to the link's budget. */
async function look(context: Context, c: HonoContext): Promise<LinkState> {
  const state = await readLinkState(context, c.req.param('token') ?? '');
  const more = Math.max(0, state.opened.lines.length - FEW_LINES);
  context.limits.charge([looksOf(c)], costOfRows(more));
  return state;
}

function looksOf(c: HonoContext): Account {
  return account('link', [c.req.param('token') ?? ''], LINK_UNITS);
}

function logoOf({ sellerLogo }: Config): StaticAsset | null {
  return sellerLogo === null ? null : imageAsset(sellerLogo, '/pay-assets', 'logo');
}

async function showLink(context: Context, c: HonoContext, logo: string | null): Promise<Response> {
  const path = tokenPath(c);
  const state = await look(context, c);
  const { order } = state.opened;
  if (isPersonOpening(c)) await noteOpened(context, state.opened.link);
  const locale = langOf(c) ?? order.locale;
  const say = sayIn(locale);
  const isReturned = c.req.query('returned') !== undefined && isUnconfirmed(state);
  const isWaiting = isReturned || isAllInReview(state);
  const firmName = await firmNameOf(context, order);
  const seller = await readSeller(context, order.portal_id);
  const body = linkView({
    say,
    locale,
    path,
    isWaiting,
    firmName,
    today: calendarDateAt(context.now()),
    seller,
    logo,
    state,
    methods: methodsFor(context, state.due),
    problem: problemOf(say, c.req.query('error')),
    refused: refusedMethod(c),
  });
  const live =
    state.due > 0 ? { stateUrl: `${path}/state`, state: stateTag(state), isWaiting } : {};
  const again = isReturned ? `&${RETURNED}` : '';
  const languages = { vi: `${path}?lang=vi${again}`, en: `${path}?lang=en${again}` };
  const names = { firmName, sellerName: seller.name };
  const image = logo === null ? null : `${context.config.publicUrl}${logo}`;
  const preview = linkPreview(say, locale, { ...names, logo: image }, state);
  return page(c, { locale, say, title: say('title'), preview, body, languages, ...live });
}

async function showTransfer(context: Context, c: HonoContext): Promise<Response> {
  const path = tokenPath(c);
  // Read before the attempt: money that comes between the two makes the page reload.
  const state = await look(context, c);
  const { attempt, opened } = await readLinkAttempt(context, c);
  const { order } = opened;
  const locale = langOf(c) ?? order.locale;
  const linkUrl = `${path}?lang=${locale}`;
  if (attempt.state === 'paid' || attempt.transfer === null) return c.redirect(linkUrl, 303);
  const say = sayIn(locale);
  if (state.due === 0) return c.redirect(linkUrl, 303);
  const subject = subjectOf(say, state.opened);
  const { config } = context;
  const backTo = returnUrl(config, attempt.id);
  const body = transferView({
    say,
    path,
    linkUrl,
    subject,
    attempt,
    transfer: attempt.transfer,
    appsFor: (transfer) =>
      config.bankTransfer && config.bankAppLinks
        ? bankAppLinks(config.bankTransfer, transfer, backTo)
        : [],
    returnPath: new URL(backTo).pathname,
  });
  const title = `${say('transferTitle')} – ${say('title')}`;
  const live = { stateUrl: `${path}/state`, state: stateTag(state), isWaiting: true };
  return page(c, { locale, say, title, body, ...live });
}

function subjectOf(say: Say, { order, lines }: OpenedLink): string {
  const [line, ...others] = lines;
  const customers = countCustomers(lines);
  const licenses = others.length > 0 ? [say('licenses', { count: lines.length })] : [];
  const whom =
    customers > 1
      ? say('customers', { count: customers })
      : [line?.customer_name, line?.tax_code, ...licenses].join(', ');
  return `${say('resultOrder', { number: order.number })}: ${whom}`;
}

async function transferQr(context: Context, c: HonoContext): Promise<Response> {
  const { attempt } = await readLinkAttempt(context, c);
  const { bankTransfer } = context.config;
  const part = c.req.param('part');
  const transfer = part ? attempt.transfer?.parts[Number(part) - 1] : attempt.transfer;
  if (bankTransfer === null || !transfer?.qr) throw new DomainError('NOT_FOUND');
  const { amount, memo } = transfer;
  const png = qrPng(transferQrPayload(bankTransfer, amount, memo));
  return c.body(new Uint8Array(png), 200, {
    'Content-Type': 'image/png',
    'Cache-Control': 'no-store',
  });
}

/** An attempt that the link's page may show. */
async function readLinkAttempt(context: Context, c: HonoContext) {
  const token = c.req.param('token') ?? '';
  const opened = await openPaymentLink(context, token);
  const row = await context.db
    .selectFrom('payment_attempts')
    .select('id')
    .where('id', '=', c.req.param('attemptId') ?? '')
    .where(attemptsOfLink(opened.link))
    .executeTakeFirst();
  if (row === undefined) throw new DomainError('NOT_FOUND');
  const payer = linkPayer(context, c, opened);
  return { opened, attempt: await readPaymentAttempt(context, payer, row.id) };
}

async function firmNameOf(context: Context, order: { portal_id: string; firm_id: string }) {
  const firm = await context.db
    .selectFrom('firms')
    .select('name')
    .where('portal_id', '=', order.portal_id)
    .where('id', '=', order.firm_id)
    .executeTakeFirstOrThrow();
  return firm.name;
}

function page(c: HonoContext, content: Parameters<typeof layout>[0]): Response | Promise<Response> {
  return c.html(layout(content), 200, { 'Cache-Control': 'no-store' });
}
