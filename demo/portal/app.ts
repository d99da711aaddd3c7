import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { ACCOUNTANTS, type DemoAccountant } from '../accountants.ts';
import { type DemoSettings, webhookSecret } from '../settings.ts';
import { renewalEvents } from './renewal-events.ts';
import { makeSignInToken } from './sign-in-token.ts';

const COOKIE = 'demo_accountant';

/**
 * A stand-in accounting portal. Integration takes only two routes of its backend: one signs the sign-in token, one
 * reads the licences from the renewal server. A third receives the server's events.
 */
export function createPortal(settings: DemoSettings): Hono {
  const portal = new Hono();
  portal.use(contentSecurityPolicy(settings.serverUrl));
  portal.get('/health', (c) => c.text('ok'));

  portal.get('/api/token', async (c) => {
    const accountant = signedIn(getCookie(c, COOKIE));
    return c.json({ token: await makeSignInToken(settings, accountant) });
  });

  portal.get('/api/customers', async (c) => {
    const { firm } = signedIn(getCookie(c, COOKIE));
    const response = await fetch(`${settings.serverUrl}/api/v1/firms/${firm.id}/customers`, {
      headers: { authorization: `Bearer ${settings.secrets.apiKey}` },
    });
    return c.body(await response.text(), response.ok ? 200 : 502, {
      'content-type': 'application/json',
    });
  });

  portal.get('/api/me', (c) => {
    const accountant = signedIn(getCookie(c, COOKIE));
    const accountants = ACCOUNTANTS.map(({ id, name, firm }) => ({ id, name, firm: firm.name }));
    return c.json({ accountant, accountants, renewalServer: settings.serverUrl });
  });

  portal.post('/api/sign-in', async (c) => {
    const { id } = await c.req.json<{ id: string }>();
    setCookie(c, COOKIE, signedIn(id).id, { httpOnly: true, sameSite: 'Lax', path: '/' });
    return c.body(null, 204);
  });

  portal.route('/', renewalEvents(webhookSecret(settings)));

  portal.use('/*', serveStatic({ root: join(import.meta.dirname, 'public') }));
  return portal;
}

/** A real portal has passwords. */
function signedIn(id: string | undefined): DemoAccountant {
  const found = ACCOUNTANTS.find((accountant) => accountant.id === id) ?? ACCOUNTANTS[0];
  if (found === undefined) throw new Error('The demo has no accountants');
  return found;
}

/** A policy as strict as a careful portal's: no inline script or style; the widget must work under it. */
function contentSecurityPolicy(serverUrl: string) {
  const policy = [
    "default-src 'self'",
    `script-src 'self' ${serverUrl}`,
    "style-src 'self'",
    `connect-src 'self' ${serverUrl}`,
    "img-src 'self' data:",
    // The widget reads Excel files in a worker.
    'worker-src blob:',
    "object-src 'none'",
    "base-uri 'none'",
  ].join('; ');
  return async (
    c: { header: (name: string, value: string) => void },
    next: () => Promise<void>,
  ) => {
    c.header('Content-Security-Policy', policy);
    await next();
  };
}
