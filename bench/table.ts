import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import { bundlePage } from './bundle-page.ts';
import { quantile } from './calls.ts';
import type { TableName } from './table/page.ts';

const REVOGRID = join(import.meta.dirname, '../node_modules/@revolist/revogrid/dist/revo-grid');
const ADDRESS = 'http://bench.test/';
/** Fresh pages for each table's paint; the median counts. */
const PAINTS = 5;
const KEYS = 60;
const CHANGES = 20;

const TABLES: Record<TableName, string> = {
  floor: 'the floor: a bare <table> of all rows as text; a frame',
  widget: 'the order form’s table',
  tabulator: 'Tabulator',
  revogrid: 'RevoGrid',
};

interface Measured {
  table: string;
  'paint ms': string;
  'paint / floor': string;
  'key p50 ms': string;
  'key p95 ms': string;
  'CPU ms a key': string;
  'change p50 ms': string;
  'change p95 ms': string;
}

/**
 * 2,000 rows in Chromium: from making the table to its first frame, from a key that moves the focused cell to the frame
 * that shows it, and from a changed year to its frame. Tables take turns, so that a busy moment of the machine meets all.
 */
export async function measureTable(): Promise<Measured[]> {
  const code = await bundle();
  const browser = await chromium.launch(await browserOptions());
  try {
    const names = Object.keys(TABLES) as TableName[];
    const paints = new Map<TableName, number[]>(names.map((name) => [name, []]));
    for (let round = 0; round < PAINTS; round++) {
      for (const name of names) paints.get(name)?.push(await paintOf(browser, code, name));
    }
    const floor = quantile(paints.get('floor') ?? [], 0.5);
    const results: Measured[] = [];
    for (const name of names) {
      const paint = quantile(paints.get(name) ?? [], 0.5);
      const { keys, cpu, changes } = await keysOf(browser, code, name);
      results.push({
        table: TABLES[name],
        'paint ms': paint.toFixed(0),
        'paint / floor': (paint / floor).toFixed(2),
        ...inMs('key', keys),
        'CPU ms a key': cpu.toFixed(1),
        ...inMs('change', changes),
      } as Measured);
    }
    return results;
  } finally {
    await browser.close();
  }
}

function inMs(what: string, times: readonly number[]) {
  const text = (p: number) => quantile([...times], p).toFixed(1);
  return { [`${what} p50 ms`]: text(0.5), [`${what} p95 ms`]: text(0.95) };
}

async function paintOf(browser: Browser, code: string, name: TableName): Promise<number> {
  const page = await open(browser, code);
  const paint = await page.evaluate((table) => window.bench.paint(table), name);
  await page.context().close();
  return paint;
}

async function keysOf(browser: Browser, code: string, name: TableName) {
  const page = await open(browser, code);
  await page.evaluate((table) => window.bench.paint(table), name);
  await page.evaluate((table) => window.bench.begin(table), name);
  const cpu = await cpuOf(page);
  const before = await cpu();
  for (let n = 0; n < KEYS; n++) {
    await page.keyboard.press('ArrowDown');
    await page.evaluate(() => window.bench.frame());
  }
  const cpuOfKeys = (await cpu()) - before;
  const keys = await page.evaluate(() => window.bench.keyTimes());
  const changes: number[] = [];
  for (let n = 0; n < CHANGES; n++) {
    changes.push(
      await page.evaluate(([table, row]) => window.bench.change(table, row), [name, n] as const),
    );
  }
  await page.context().close();
  // The first key loads and compiles what the others use.
  return { keys: keys.slice(1), cpu: cpuOfKeys / KEYS, changes: changes.slice(1) };
}

/** Reads the processor time of the page's thread, in ms, which does not depend on other load of the machine. */
async function cpuOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
}

/** A page without a server: one script has everything. */
async function open(browser: Browser, code: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  const page = await context.newPage();
  await page.route(`${ADDRESS}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const path = pathname.replace('/revogrid/', `${REVOGRID}/`);
    if (path !== pathname) return route.fulfill({ path });
    return pathname === '/page.js'
      ? route.fulfill({ contentType: 'text/javascript', body: code })
      : route.fulfill({ contentType: 'text/html', body: PAGE });
  });
  await page.goto(ADDRESS);
  await page.waitForFunction(() => 'bench' in window);
  return page;
}

const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tables</title>
  <div id="place"></div><script type="module" src="/page.js"></script></html>`;

/** The page's script, in one file. */
async function bundle(): Promise<string> {
  const folder = await bundlePage('bench/table/page.ts', false);
  try {
    return await readFile(join(folder, 'page.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
