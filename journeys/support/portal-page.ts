import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApp } from '../../server/app.ts';
import { addPortal } from '../../server/directory/portals/add-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
} from '../../server/testing/test-directory.ts';
import {
  API_KEY,
  type Client,
  clientOf,
  PORTAL_ID,
  PORTAL_SECRET,
  signToken,
  startTestServer,
  type TestServer,
} from '../../server/testing/test-server.ts';

const PAGE = `<!doctype html><meta charset="utf-8"><title>Portal</title>
<renewal-wizard server="/"></renewal-wizard>
<script type="module">
  import '/widget/renewal-wizard.js';
  const wizard = document.querySelector('renewal-wizard');
  wizard.customers = new URLSearchParams(location.search).get('customers') ?? '';
  wizard.fetchToken = async () => (await fetch('/token' + location.search)).text();
</script>`;

/** A portal whose page is the order form alone, and the renewal server, behind one address. */
export interface PortalPage {
  server: TestServer;
  /** The page; `?who=` names its accountant, `&customers=` whom it hands over. */
  url: string;
  clientOf(accountantId: string): Promise<Client>;
  stop(): Promise<void>;
}

/** @param codes of the firm's customers */
export async function servePortalPage(codes: readonly string[]): Promise<PortalPage> {
  const server = await startTestServer();
  const app = createApp(server.context);
  const host = serve({
    fetch: async (request, env) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === '/') {
        return new Response(PAGE, { headers: { 'content-type': 'text/html' } });
      }
      if (pathname === '/token') {
        const accountantId = searchParams.get('who') ?? '';
        return new Response(await signToken({ accountantId }));
      }
      return await app.fetch(request, env);
    },
    hostname: '127.0.0.1',
    port: 0,
  }) as Server;
  await new Promise((resolve) => host.once('listening', resolve));
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const portal = { id: PORTAL_ID, name: 'Cổng kế toán', origins: [url] };
  await addPortal(server.context.db, { ...portal, secret: PORTAL_SECRET, apiKey: API_KEY });
  await declarePlans(server);
  await declareCustomers(server, declarationsFor(codes));
  return {
    server,
    url,
    clientOf: async (accountantId) => clientOf(server, await signToken({ accountantId }), url),
    async stop() {
      host.closeAllConnections();
      host.close();
      await server.stop();
    },
  };
}
