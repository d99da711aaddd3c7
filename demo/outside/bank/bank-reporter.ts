import { Hono } from 'hono';
import type { BankReporter, DemoSettings } from '../../settings.ts';
import { post } from '../post.ts';
import { cassoList, cassoSignature, cassoWebhook } from './casso-protocol.ts';
import { apiKeyHeaders, sepayList, sepayWebhook, signatureHeaders } from './sepay-protocol.ts';
import type { Transfer } from './transfer.ts';

export const REPORTER_NAMES: Record<BankReporter, string> = {
  sepay: 'SePay, API key',
  'sepay-hmac': 'SePay, chữ ký HMAC',
  casso: 'Casso V2',
};

/** Any reporter will do; the server accepts the one that it is configured for. */
export function messageOf(settings: DemoSettings, reporter: BankReporter, transfer: Transfer) {
  const { bank } = settings;
  return reporter === 'casso' ? cassoWebhook(bank, transfer) : sepayWebhook(bank, transfer);
}

/** Reports a transfer to the renewal server, and notes its answer. */
export async function report(
  settings: DemoSettings,
  reporter: BankReporter,
  transfer: Transfer,
): Promise<void> {
  const message = messageOf(settings, reporter, transfer);
  const body = JSON.stringify(message);
  const { secrets, serverUrl } = settings;
  const now = Date.now();
  const key = (secret: string) => (transfer.forged ? 'not-the-secret' : secret);
  const headers = {
    sepay: () => apiKeyHeaders(key(secrets.sepayApiKey)),
    'sepay-hmac': () => signatureHeaders(key(secrets.sepayWebhookSecret), body, now),
    casso: () => ({ 'x-casso-signature': cassoSignature(key(secrets.cassoSecret), message, now) }),
  }[reporter]();
  const path = reporter === 'casso' ? 'casso' : 'sepay';
  const answer = await post(`${serverUrl}/gateways/${path}`, body, headers).then(
    ({ status, text }) => ({ status, body: text }),
    (error: unknown) => ({ status: 0, body: String(error) }),
  );
  transfer.answers.push(answer);
}

/** The lists in which the server finds unreported transfers. */
export function reporterApis({ bank, secrets }: DemoSettings, transfers: readonly Transfer[]) {
  const apis = new Hono();
  const real = () => transfers.filter(({ forged }) => !forged);
  apis.get('/sepay/userapi/transactions/list', (c) =>
    c.req.header('authorization') === `Bearer ${secrets.sepayApiToken}`
      ? c.json(sepayList(bank, real(), c.req.query()))
      : c.json({ status: 401, error: 'Unauthorized', messages: { success: false } }, 401),
  );
  apis.get('/casso/v2/transactions', (c) =>
    c.req.header('authorization') === `Apikey ${secrets.cassoApiKey}`
      ? c.json(cassoList(real(), c.req.query()))
      : c.json({ error: 401, message: 'Unauthorized' }, 401),
  );
  return apis;
}
