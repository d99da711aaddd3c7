import { calendarDateAt } from '../shared/calendar-date.ts';
import { AN_TAM, MINH_PHAT } from './accountants.ts';
import { makeCodes } from './seed/codes.ts';
import { formerTaxCode, makeCustomers, RENUMBERED } from './seed/companies.ts';
import { makePlans, PRODUCTS } from './seed/plans.ts';
import { readSettings } from './settings.ts';

/** Fills the renewal server once, through its public API. */
const settings = readSettings();
const today = calendarDateAt(Date.now());

if (await isEmpty()) await seed();

async function seed(): Promise<void> {
  await put('/products', { products: PRODUCTS });
  await put('/plans', { plans: makePlans(today) });
  for (const [index, firm] of [MINH_PHAT, AN_TAM].entries()) {
    const customers = makeCustomers(index + 1, today);
    const renumbered = customers.slice(RENUMBERED, RENUMBERED + 1);
    const taxCode = formerTaxCode(index + 1);
    const before = renumbered.map((customer) => ({ ...customer, taxCode }));
    for (const declared of [before, customers]) {
      const path = `/firms/${firm.id}/customers`;
      await put(path, { firmName: firm.name, customers: declared });
    }
  }
  await put(`/firms/${MINH_PHAT.id}/discount-tiers`, {
    tiers: [
      { minLines: 10, rate: 500 },
      { minLines: 50, rate: 1_000 },
      { minLines: 200, rate: 1_500 },
    ],
  });
  await put('/discount-codes', { codes: makeCodes(today) });
  await put('/expiry-reminders', { enabled: true, renewUrl: settings.portalUrl });
}

async function isEmpty(): Promise<boolean> {
  const response = await call('GET', `/firms/${MINH_PHAT.id}/customers?limit=1`);
  const { customers } = (await response.json()) as { customers: unknown[] };
  return customers.length === 0;
}

async function put(path: string, body: unknown): Promise<void> {
  await call('PUT', path, body);
}

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const url = `${settings.serverUrl}/api/v1${path}`;
  const authorization = `Bearer ${settings.secrets.apiKey}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body: body ? JSON.stringify(body) : null });
  if (!response.ok) {
    throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  }
  return response;
}
