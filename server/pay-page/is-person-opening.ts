import type { Context as HonoContext } from 'hono';
import { isbot } from 'isbot';

/** Headless browsers and Node's own `fetch`: programs that open a page on purpose. No previewer is called so. */
const ON_PURPOSE = /HeadlessChrome|^node$/;

/** Word, Excel and Outlook ask for a page before they leave it to the browser; isbot lets them pass. */
const OFFICE = /Microsoft Office|ms-office/i;

/**
 * Whether a person opens the page, not a chat that draws a preview, a scanner of mails, or a browser that
 * fetches ahead: the accountant is told that the owner has opened the link.
 */
export function isPersonOpening(c: HonoContext): boolean {
  if (c.req.method !== 'GET') return false;
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
  if (purposes.some((name) => /prefetch|preview|prerender/i.test(c.req.header(name) ?? '')))
    return false;
  const agent = c.req.header('user-agent') ?? '';
  return agent !== '' && !OFFICE.test(agent) && (ON_PURPOSE.test(agent) || !isbot(agent));
}
