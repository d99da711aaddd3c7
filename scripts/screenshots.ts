import { mkdirSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { makeCustomers } from '../demo/seed/companies.ts';
import { browserOptions } from './browser.ts';
import { startDemo } from './demo-process.ts';

// Makes the docs' pictures from the running demo: `npm run screenshots`, or `npm run screenshots -- recipes` for some.

const FOLDER = 'docs/images';

/** A customer of the demo with a licence of each product; the codes are the same each day. */
const WITH_THREE = makeCustomers(1, '2026-01-01')[38]?.taxCode ?? '';

const RECIPES = ['bootstrap', 'tailwind', 'ant', 'material', 'fluent'];

const PICTURES = { order: takeOrder, recipes: takeRecipes };

const named = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const demo = await startDemo();
let browser: Browser | undefined;
try {
  browser = await chromium.launch(await browserOptions());
  for (const [name, take] of Object.entries(PICTURES)) {
    if (named.length === 0 || named.includes(name)) await take(browser);
  }
} finally {
  await browser?.close();
  await demo.stop();
}

async function takeOrder(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
  await page.goto(demo.portalUrl);
  const rows = page.locator('#rows tr');
  await rows.first().waitFor();
  const ofThree = await rows.evaluateAll(
    (all, code) => all.findIndex((row) => row.textContent?.includes(code)),
    WITH_THREE,
  );
  for (const index of [0, 2, ofThree, ofThree + 1, ofThree + 2]) {
    await rows.nth(index).getByRole('checkbox').check();
  }
  await page.getByRole('button', { name: 'Gia hạn', exact: true }).click();
  const users = page.getByRole('spinbutton', { name: 'Số người dùng' });
  await users.fill(String(Number(await users.inputValue()) + 3));
  await users.blur();
  await page.getByText('+3 người dùng').waitFor();
  await page.locator('.totals[aria-busy=false]').waitFor();
  await page.screenshot({ path: `${FOLDER}/renewal-wizard.png` });
}

/** The order form in the style of well-known design systems. */
async function takeRecipes(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 700 } });
  page.setDefaultTimeout(120_000);
  for (const recipe of RECIPES) {
    await page.goto(`${demo.portalUrl}/playground.html?recipe=${recipe}&width=900`);
    await page.locator('.totals[aria-busy=false]').waitFor();
    await page.locator('#stage').screenshot({ path: `${FOLDER}/recipe-${recipe}.png` });
  }
}
