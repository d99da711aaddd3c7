import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../../scripts/browser.ts';
import { type RunningDemo, startDemo } from '../../scripts/demo-process.ts';
import { ENGINE, makeEmptyPostgresql } from '../../server/testing/test-database.ts';

/** The whole demo and a browser, for the journeys of one file. */
export interface Stage {
  demo: RunningDemo;
  browser: Browser;
  /** The address of the demo's database: its SQLite file, or a PostgreSQL, where the tests run on that. */
  database: string;
  /** A desktop browser with nothing stored. */
  desktop(): Promise<Page>;
  /** A phone, with JavaScript or without. */
  phone(options?: { javaScriptEnabled: boolean }): Promise<Page>;
  /** The page on which the vendor's operations resolve what waits for a person. */
  operations(): Promise<Page>;
  stop(): Promise<void>;
}

/** A time limit above that of the slowest machine: it names the missing condition where a journey hangs. */
export const PATIENCE_MS = 120_000;

/** `env` is for the demo's processes, besides their own. */
export async function openStage(env: Record<string, string> = {}): Promise<Stage> {
  const database = ENGINE === 'postgresql' ? await makeEmptyPostgresql() : null;
  const { demo, browser } = await openBoth(
    database ? { DATABASE_URL: database.address, ...env } : env,
  );
  const contexts: BrowserContext[] = [];
  const open = async (options: Parameters<Browser['newContext']>[0]) => {
    const context = await browser.newContext({
      locale: 'vi-VN',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    contexts.push(context);
    return await context.newPage();
  };
  return {
    demo,
    browser,
    database: database?.address ?? join(demo.settings.dataDir, 'renewal.sqlite'),
    desktop: () =>
      open({
        viewport: { width: 1280, height: 900 },
        permissions: ['clipboard-read', 'clipboard-write'],
      }),
    phone: (options) =>
      open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, ...options }),
    async operations() {
      const password = demo.settings.secrets.operationsPassword;
      const page = await open({
        viewport: { width: 1280, height: 900 },
        httpCredentials: { username: 'journey', password },
      });
      await page.goto(`${demo.serverUrl}/operations/`);
      return page;
    },
    async stop() {
      await photograph(contexts);
      await Promise.allSettled([browser.close(), demo.stop()]);
      await database?.remove();
    },
  };
}

/** Both, or neither: the one left open would keep the test's process from ending. */
async function openBoth(env: Record<string, string>): Promise<Pick<Stage, 'demo' | 'browser'>> {
  const [demo, browser] = await Promise.allSettled([startDemo({ env }), launch()]);
  if (demo.status === 'fulfilled' && browser.status === 'fulfilled') {
    return { demo: demo.value, browser: browser.value };
  }
  if (demo.status === 'fulfilled') await demo.value.stop();
  if (browser.status === 'fulfilled') await browser.value.close();
  throw demo.status === 'rejected' ? demo.reason : (browser as PromiseRejectedResult).reason;
}

async function launch(): Promise<Browser> {
  return await chromium.launch(await browserOptions());
}

/** The last contents of each page, for finding out why a journey failed. */
async function photograph(contexts: readonly BrowserContext[]): Promise<void> {
  const folder = process.env.JOURNEY_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const pages = contexts.flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: `${folder}/${index}.png`, fullPage: true }).catch(() => {});
  }
}
