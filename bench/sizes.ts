import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { clientOf, signToken, startTestServer } from '../server/testing/test-server.ts';

const DIST = 'dist/widget';
const ENTRY = 'renewal-wizard.js';

interface Size {
  what: string;
  bytes: number;
  kB: string;
  aim: string;
}

/** The widget's size until it shows something, until it can be used, and in all; and the payment page's. */
export async function measureSizes(): Promise<Size[]> {
  const skeleton = filesWith([ENTRY, chunk('base')]);
  const stepOne = new Set([
    ...skeleton,
    ...filesWith([chunk('order-wizard'), chunk('form-texts-vi')]),
  ]);
  const whole = presentChunks()
    .filter((name) => !/^\w+-texts-en-/.test(name))
    .map((name) => `chunks/${name}`);
  return [
    size('widget: until the skeleton is painted', brotli(skeleton), 9.5),
    size('widget: until step one can be used', brotli(stepOne), 34),
    size('widget: whole, in one language', brotli([ENTRY, ...whole]), 85),
    size('payment page: everything on the wire', await payPageBytes(), 12),
  ];
}

function size(what: string, bytes: number, aim: number): Size {
  return { what, bytes, kB: (bytes / 1000).toFixed(1), aim: `${aim} kB` };
}

function chunk(name: string): string {
  const found = presentChunks().find((file) => file.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`${name} is not built: npm run build`);
  return `chunks/${found}`;
}

/** Files of former builds are beside them. */
function presentChunks(): string[] {
  return JSON.parse(readFileSync(join(DIST, 'release.json'), 'utf8')).chunks;
}

/** Files with all their static imports. */
function filesWith(entries: readonly string[]): Set<string> {
  const files = new Set<string>();
  const queue = [...entries];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (files.has(file)) continue;
    files.add(file);
    const text = readFileSync(join(DIST, file), 'utf8');
    for (const [, name] of text.matchAll(/(?:from|import)"\.\/(?:chunks\/)?([^"]+)"/g)) {
      queue.push(name === ENTRY ? ENTRY : `chunks/${name}`);
    }
  }
  return files;
}

function brotli(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + readFileSync(join(DIST, `${file}.br`)).length, 0);
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
