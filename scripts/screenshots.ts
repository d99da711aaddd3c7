import { mkdirSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { browserOptions } from './browser.ts';
import { startDemo } from './demo-process.ts';

/** Makes the README's pictures from the running demo: `npm run screenshots`. */
const FOLDER = 'docs/images';

mkdirSync(FOLDER, { recursive: true });
const demo = await startDemo();
let browser: Browser | undefined;
try {
  browser = await chromium.launch(await browserOptions());
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
  await page.goto(demo.portalUrl);
  const rows = page.locator('#rows tr');
  await rows.first().waitFor();
  for (const index of [0, 1, 2, 8, 12]) await rows.nth(index).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Gia hạn', exact: true }).click();
  await page.getByText('14.750.000').first().waitFor();
  await page.screenshot({ path: `${FOLDER}/renewal-wizard.png` });
} finally {
  await browser?.close();
  await demo.stop();
}
