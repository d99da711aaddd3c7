import { gzipSync } from 'node:zlib';
import { widgetSizes } from '../scripts/bundling/widget-sizes.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { clientOf, signToken, startTestServer } from '../server/testing/test-server.ts';

interface Size {
  what: string;
  bytes: number;
  kB: string;
  aim: string;
}

/** The widget's size until it shows something, until it can be used, and in all; and the payment page's. */
export async function measureSizes(): Promise<Size[]> {
  const { skeleton, stepOne, whole } = widgetSizes('dist/widget');
  return [
    size('widget: until the skeleton is painted', skeleton, 9),
    size('widget: until step one can be used', stepOne, 34),
    size('widget: whole, in one language', whole, 85),
    size('payment page: everything on the wire', await payPageBytes(), 12),
  ];
}

function size(what: string, bytes: number, aim: number): Size {
  return { what, bytes, kB: (bytes / 1000).toFixed(1), aim: `${aim} kB` };
}

async function payPageBytes(): Promise<number> {
  const server = await startTestServer();
  const client = clientOf(server, await signToken());
  await declarePlans(server);
  const codes = taxCodes(1);
  await declareCustomers(server, declarationsFor(codes));
  const { id: orderId } = await client.orders.place.mutate(await orderOf(client, codes));
  const { url } = await client.paymentLinks.create.mutate({ orderId });
  const page = await (await fetch(url)).text();
  const assets = [...page.matchAll(/(?:href|src)="(\/pay-assets[^"]+)"/g)].map(([, path]) => path);
  const bodies = await Promise.all(
    assets.map(async (path) => await (await fetch(`${server.url}${path}`)).text()),
  );
  await server.stop();
  return [page, ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
}
