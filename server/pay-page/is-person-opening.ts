import type { Context as HonoContext } from 'hono';
import { isbot } from 'isbot';

/** Headless browsers and Node's own `fetch`: programs that open a page on purpose. No previewer is named like them. */
const ON_PURPOSE = /HeadlessChrome|^node$/;

/** Word, Excel and Outlook request a page before they pass it to the browser; isbot does not list them. */
const OFFICE = /Microsoft Office|ms-office/i;

/**
 * Whether a person opens the page, rather than a chat's preview, a mail scanner, or a browser's prefetch: the
 * accountant sees that the owner has opened the link.
 */
export function isPersonOpening(c: HonoContext): boolean {
  if (c.req.method !== 'GET') return false;
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
  if (purposes.some((name) => /prefetch|preview|prerender/i.test(c.req.header(name) ?? '')))
    return false;
  const agent = c.req.header('user-agent') ?? '';
  return agent !== '' && !OFFICE.test(agent) && (ON_PURPOSE.test(agent) || !isbot(agent));
}
