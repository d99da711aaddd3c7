import type { Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import type { Context } from '../context/context.ts';
import { DomainError, HTTP_STATUS } from '../foundation/domain-error.ts';
import { retryAfterHeader } from '../http/spend.ts';
import { langOf } from '../pages/languages.ts';
import { layout } from './layout.ts';
import { sellerHead } from './link-head.ts';
import { sayIn } from './say.ts';

/** A page with the error, and the seller to ask, whose name also shows that the page is no forgery. */
export function errorPage(
  { config }: Pick<Context, 'config'>,
  c: HonoContext,
  error: DomainError,
  logo: string | null,
): Response | Promise<Response> {
  const locale = langOf(c) ?? 'vi';
  const say = sayIn(locale);
  const title = say('errorTitle');
  const text = error.code === 'NOT_FOUND' ? say('linkUnknown') : say(`error.${error.code}`);
  const seller = config.seller && { ...config.seller, phone: config.sellerPhone };
  const body = html`<section class="card notice bad" role="alert"><h1>${title}</h1><p>${text}</p></section>
${seller ? html`<section class="card">${sellerHead({ say, seller, logo })}</section>` : ''}`;
  return c.html(layout({ locale, say, title, body }), HTTP_STATUS[error.code], {
    'Cache-Control': 'no-store',
    ...retryAfterHeader(error),
  });
}

/** The page of an unknown address. */
export function pageNotFound(
  context: Pick<Context, 'config'>,
  c: HonoContext,
): Response | Promise<Response> {
  return errorPage(context, c, new DomainError('NOT_FOUND'), null);
}
