import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { serve } from '@hono/node-server';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import { createApp } from '../server/app.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import {
  API_KEY,
  clientOf,
  PORTAL_ID,
  PORTAL_SECRET,
  signToken,
  startTestServer,
  type TestServer,
} from '../server/testing/test-server.ts';
import { waitFor } from './support/outside-world.ts';
import { PATIENCE_MS } from './support/stage.ts';

/** Twice the connections that a browser opens to one server over HTTP/1.1. */
const TABS = 12;

const PAGE = `<!doctype html><meta charset="utf-8"><title>Portal</title>
<renewal-bell server="/"></renewal-bell><renewal-orders server="/"></renewal-orders>
<script type="module">
  import '/widget/renewal-wizard.js';
  const fetchToken = async () => (await fetch('/token' + location.search)).text();
  for (const element of document.querySelectorAll('renewal-bell, renewal-orders')) element.fetchToken = fetchToken;
</script>`;

/** The portal and the renewal server behind one proxy, as one host, which share its connections. */
describe('twelve tabs of one accountant over HTTP/1.1', () => {
  let server: TestServer;
  let host: Server;
  let browser: Browser;
  let context: BrowserContext;
  let url: string;
  const codes = taxCodes(8);
  const accountant = (accountantId: string) => signToken({ accountantId });

  before(async () => {
    server = await startTestServer();
    const app = createApp(server.context);
    host = serve({
      fetch: async (request, env) => {
        const { pathname, searchParams } = new URL(request.url);
        if (pathname === '/')
          return new Response(PAGE, { headers: { 'content-type': 'text/html' } });
        if (pathname === '/token')
          return new Response(await accountant(searchParams.get('who') ?? ''));
        return await app.fetch(request, env);
      },
      hostname: '127.0.0.1',
      port: 0,
    }) as Server;
    await new Promise((resolve) => host.once('listening', resolve));
    url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    await addPortal(server.context.db, {
      id: PORTAL_ID,
      name: 'Cổng kế toán',
      origins: [url],
      secret: PORTAL_SECRET,
      apiKey: API_KEY,
    });
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
    browser = await chromium.launch(await browserOptions());
    context = await browser.newContext({ locale: 'vi-VN' });
    context.setDefaultTimeout(PATIENCE_MS);
  });
  after(async () => {
    await browser?.close();
    host?.closeAllConnections();
    host?.close();
    await server?.stop();
  });

  const open = async (who: string) => {
    const page = await context.newPage();
    await page.goto(`${url}/?who=${who}`);
    return page;
  };
  const place = async (at: number, who = 'accountant-1') => {
    const client = clientOf(server, await accountant(who), url);
    return await client.orders.place.mutate(await orderOf(client, codes.slice(at, at + 1)));
  };
  const sees = async (page: Page, number: string, unread: number) => {
    await page.getByRole('button', { name: `Thông báo, ${unread} chưa đọc` }).waitFor();
    await page.getByText(number).first().waitFor();
  };

  it('twelve tabs share one stream, load at once, and all see every change, even when its tab closes', async () => {
    const tabs: Page[] = [];
    const first = await place(0);
    for (let tab = 0; tab < TABS; tab++) {
      const page = await open('accountant-1');
      tabs.push(page);
      await sees(page, first.number, 1);
    }
    await waitFor(async () => server.context.live.followers === 1, 'one stream');
    const second = await place(1);
    for (const tab of tabs) await sees(tab, second.number, 2);
    assert.equal(server.context.live.followers, 1);
    // The first tab has the stream; orders come before and while it moves.
    const [leader, ...others] = tabs;
    const third = await place(2);
    const [, fourth] = await Promise.all([leader?.close(), place(3)]);
    for (const tab of others) {
      await sees(tab, third.number, 4);
      await sees(tab, fourth.number, 4);
    }
    assert.equal(server.context.live.followers, 1);
  });

  it('twelve tabs of one accountant see nothing of another’s bell', async () => {
    const [mine] = context.pages();
    const colleague = await open('accountant-2');
    const order = await place(4, 'accountant-2');
    await sees(colleague, order.number, 1);
    await waitFor(async () => server.context.live.followers === 2, 'a stream each');
    assert.ok(mine);
    // The firm's list is both's; the bell is not.
    await sees(mine, order.number, 4);
  });
});
