import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import { taxCodes } from '../server/testing/test-directory.ts';
import { ORIGIN, signToken } from '../server/testing/test-server.ts';
import { bundlePage } from './bundle-page.ts';
import { quantile } from './calls.ts';
import { firmOf, startFirmServer } from './firm-server.ts';
import type { Format } from './import/page.ts';

const FIRM = 'importing';
const CUSTOMERS = 5_000;
const LINES = 50_000;
/** Fresh pages for each; the medians count. */
const ROUNDS = 5;

interface Measured {
  import: string;
  'first 50 ms': string;
  'all ms': string;
  'all / floor': string;
  'longest task ms': string;
  'tasks over 50 ms': string;
}

interface Import {
  what: string;
  lines: number;
  format: Format;
  policy?: string;
}

const IMPORTS: readonly Import[] = [
  { what: '5,000 pasted rows', lines: CUSTOMERS, format: 'pasted' },
  { what: '50,000 rows of .xlsx', lines: LINES, format: 'xlsx' },
  {
    what: '50,000 rows of .xlsx, no worker allowed',
    lines: LINES,
    format: 'xlsx',
    policy: `worker-src 'none'`,
  },
  { what: '50,000 rows of CSV', lines: LINES, format: 'csv' },
];

/**
 * A list that is imported in Chromium from a real server, from its choice to the first 50 customers, and to all of them.
 * The floor is one call for the same 5,000 codes, and its answer parsed.
 */
export async function measureImport(): Promise<Measured[]> {
  const codes = taxCodes(LINES);
  const server = await startFirmServer([{ id: FIRM, codes: codes.slice(0, CUSTOMERS) }]);
  const folder = await bundlePage('bench/import/page.ts', true);
  const options = await browserOptions();
  const browser = await chromium.launch({
    ...options,
    // The page's server is this machine.
    args: [...options.args, '--disable-features=LocalNetworkAccessChecks'],
  });
  try {
    const { id, name } = firmOf(FIRM);
    const token = await signToken({ firm: { id, name } });
    const results: Measured[] = [];
    for (const each of IMPORTS) {
      results.push(await measure(each, { browser, folder, url: server.url, token, codes }));
    }
    return results;
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

interface Place {
  browser: Browser;
  folder: string;
  url: string;
  token: string;
  codes: readonly string[];
}

async function measure(
  { what, lines, format, policy }: Import,
  { browser, folder, url, token, codes }: Place,
): Promise<Measured> {
  const list = codes.slice(0, lines);
  const floors: number[] = [];
  const taken: Awaited<ReturnType<typeof window.importing.run>>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await open(browser, folder, policy);
    floors.push(
      await page.evaluate(([server, by, all]) => window.importing.floor(server, by, all), [
        url,
        token,
        codes.slice(0, CUSTOMERS),
      ] as const),
    );
    taken.push(
      await page.evaluate(([server, by, all, as]) => window.importing.run(server, by, all, as), [
        url,
        token,
        list,
        format,
      ] as const),
    );
    await page.context().close();
  }
  const median = (values: readonly number[]) => quantile([...values], 0.5);
  const all = median(taken.map((each) => each.all));
  return {
    import: what,
    'first 50 ms': median(taken.map(({ first }) => first)).toFixed(0),
    'all ms': all.toFixed(0),
    'all / floor': (all / median(floors)).toFixed(2),
    'longest task ms': median(taken.map(({ longestTask }) => longestTask)).toFixed(0),
    'tasks over 50 ms': median(taken.map(({ longTasks }) => longTasks)).toFixed(0),
  };
}

async function open(browser: Browser, folder: string, policy?: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const headers = policy ? { 'content-security-policy': policy } : {};
    if (pathname === '/')
      return await route.fulfill({ contentType: 'text/html', body: PAGE, headers });
    const body = await readFile(join(folder, pathname)).catch(() => null);
    if (body === null) return await route.fulfill({ status: 404 });
    return await route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction(() => 'importing' in window);
  return page;
}

const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Import</title>
  <script type="module" src="/page.js"></script></html>`;
