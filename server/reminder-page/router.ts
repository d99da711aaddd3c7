import { Hono, type Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import type { Locale } from '../../shared/schemas/common.ts';
import { readDocumentToken } from '../addresses/document-token.ts';
import type { Context } from '../context/context.ts';
import { setMailsById } from '../expiry-reminders/choices.ts';
import { DomainError, HTTP_STATUS } from '../foundation/domain-error.ts';
import { networkOf } from '../foundation/network.ts';
import { clientIp } from '../http/client-ip.ts';
import { readForm } from '../http/read-form.ts';
import { refusalOf } from '../http/refusal-of.ts';
import { bodyUpTo } from '../http/request-body.ts';
import { retryAfterHeader, spending } from '../http/spend.ts';
import { account } from '../limits/cost-limits.ts';
import { langOf, languageLinks } from '../pages/languages.ts';
import { PAGE_CSS } from '../pages/page-css.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { sayIn } from './say.ts';

/** Wrong tokens a minute from one address, and calls of one page. */
const WRONG_TOKENS = 60;
const LOOKS = 30;

type Html = ReturnType<typeof html>;

/**
 * The page behind the link in a mail about expiring licences: it ends these mails for the one person it was sent to,
 * without a sign-in, by a button or by the mail program's own (RFC 8058). Opening it changes nothing, since programs
 * that look for malware open every link.
 */
export function reminderPage(context: Context): Hono {
  const pages = new Hono();
  pages.use('/reminders/*', pageHeaders({ formAction: ["'self'"] }), bodyUpTo(4_096));
  pages.use(
    '/reminders/:token',
    spending(context, (c) => {
      if (accountantOf(context, c) !== null) return null;
      return account('wrong reminders', [networkOf(clientIp(context.config, c))], WRONG_TOKENS);
    }),
    spending(context, (c) => account('reminders', [c.req.param('token') ?? ''], LOOKS)),
  );
  pages.get('/reminders/:token', (c) => show(context, c));
  pages.post('/reminders/:token', async (c) => {
    const { choice } = await readForm(c);
    // A mail program sends `List-Unsubscribe=One-Click` alone.
    await setMailsById(context, requiredAccountant(context, c), choice === 'on');
    return await show(context, c);
  });
  pages.onError((error, c) => {
    const refusal = refusalOf(context, c.req.routePath, error);
    if (refusal !== undefined) return errorPage(c, refusal);
    context.log('reminder_page.failed', { error: error.stack });
    return errorPage(c, new DomainError('INTERNAL'));
  });
  return pages;
}

function accountantOf({ config }: Context, c: HonoContext): string | null {
  const ids = readDocumentToken(config.linkSecret, 'reminders', c.req.param('token') ?? '');
  return ids?.length === 1 ? (ids[0] ?? null) : null;
}

function requiredAccountant(context: Context, c: HonoContext): string {
  const id = accountantOf(context, c);
  if (id === null) throw new DomainError('NOT_FOUND');
  return id;
}

async function show(context: Context, c: HonoContext): Promise<Response> {
  const person = await context.db
    .selectFrom('accountants')
    .leftJoin('firms', (join) =>
      join
        .onRef('firms.portal_id', '=', 'accountants.portal_id')
        .onRef('firms.id', '=', 'accountants.firm_id'),
    )
    .select(['email', 'locale', 'expiry_mails', 'firms.name as firm'])
    .where('accountants.id', '=', requiredAccountant(context, c))
    .executeTakeFirst();
  if (person === undefined) throw new DomainError('NOT_FOUND');
  const locale = langOf(c) ?? person.locale;
  const say = sayIn(locale);
  const isOn = person.expiry_mails === 1;
  const values = { email: person.email, firm: person.firm ?? '' };
  const body = html`<section class="card"><h1>${say('title')}</h1>
<p role="status">${say(isOn ? 'on' : 'off', values)}</p>
<p class="muted">${say('stillInBell')}</p>
<form method="post"><button name="choice" value="${isOn ? 'off' : 'on'}">${say(isOn ? 'stop' : 'resume')}</button></form></section>`;
  return await c.html(layout(locale, body), 200, { 'Cache-Control': 'no-store' });
}

function layout(locale: Locale, body: Html): Html {
  const say = sayIn(locale);
  const languages = languageLinks(locale, { vi: '?lang=vi', en: '?lang=en' });
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${say('title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PAGE_CSS.path}">
</head>
<body>
<main>${body}</main>
<footer><nav aria-label="${say('language')}">${languages}</nav></footer>
</body>
</html>`;
}

function errorPage(c: HonoContext, error: DomainError): Response | Promise<Response> {
  const locale = langOf(c) ?? 'vi';
  const say = sayIn(locale);
  const text = error.code === 'NOT_FOUND' ? say('unknown') : say(`error.${error.code}`);
  const body = html`<section class="card notice bad" role="alert"><h1>${say('errorTitle')}</h1><p>${text}</p></section>`;
  return c.html(layout(locale, body), HTTP_STATUS[error.code], {
    'Cache-Control': 'no-store',
    ...retryAfterHeader(error),
  });
}
