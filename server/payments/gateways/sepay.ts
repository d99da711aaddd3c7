import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { localInstant } from '../../../shared/calendar-date.ts';
import { DomainError } from '../../domain-error.ts';
import type { SepayConfig } from '../../gateway-config.ts';
import { findPaymentReferences } from '../payment-reference.ts';
import type { PaymentEvidence } from '../settle-payment.ts';
import { callGateway, jsonOf, parseAnswer } from './call-gateway.ts';
import type { GatewayMessage, GatewayRequest, Receiver } from './gateway.ts';
import { isHmac } from './hmac.ts';
import { plainAnswer } from './plain-answer.ts';

/** A signed webhook is taken for so long, in milliseconds (developer.sepay.vn: five minutes). */
const FRESH = 5 * 60_000;

const text = z.nullish(z.string().check(z.maxLength(2_000)));
const id = z.union([
  z.int().check(z.positive()),
  z.string().check(z.minLength(1), z.maxLength(50)),
]);

/** SePay's webhook (developer.sepay.vn, webhooks). */
const webhookSchema = z.object({
  id,
  transactionDate: text,
  content: text,
  code: text,
  description: text,
  transferType: z.enum(['in', 'out']),
  transferAmount: z.int().check(z.positive()),
});

/** SePay, which reports the transfers of a bank account: by API key, or signed. */
export function sepayReceiver(config: SepayConfig): Receiver {
  return {
    name: 'sepay',
    path: 'sepay',
    httpMethod: 'POST',
    method: 'bank_transfer',
    takesAnyAmount: true,
    read: (request) => readWebhook(config, request),
    // SePay sends again, up to eight times, whatever is not answered by 2xx.
    answer: (reception) => plainAnswer(reception, { status: 200, body: { success: true } }),
  };
}

function readWebhook(config: SepayConfig, request: GatewayRequest): GatewayMessage {
  if (!isAuthentic(config, request)) return { kind: 'forged' };
  const webhook = webhookSchema.safeParse(jsonOf(request.body));
  if (!webhook.success) return { kind: 'malformed' };
  const { data } = webhook;
  if (data.transferType === 'out') return { kind: 'note', outcome: 'out' };
  const texts = [data.code, data.content, data.description].map((part) => part ?? '');
  const evidence: PaymentEvidence = {
    gateway: 'sepay',
    transactionId: String(data.id),
    references: [...new Set(texts.flatMap(findPaymentReferences))],
    amount: data.transferAmount,
    memo: data.content ?? '',
    raw: request.body,
    receivedAt: localInstant(data.transactionDate) ?? request.now,
    suspectedFraud: false,
  };
  return { kind: 'report', report: { outcome: 'paid', evidence } };
}

/** Where a secret for signatures is set, only a signature counts: an API key can be copied from a log. */
function isAuthentic(config: SepayConfig, request: GatewayRequest): boolean {
  if (config.webhookSecret === null)
    return isApiKey(config.apiKey, request.header('authorization'));
  const timestamp = request.header('x-sepay-timestamp') ?? '';
  const signature = request.header('x-sepay-signature');
  if (!/^\d{1,12}$/.test(timestamp) || !signature?.startsWith('sha256=')) return false;
  if (Math.abs(request.now - Number(timestamp) * 1_000) > FRESH) return false;
  const data = `${timestamp}.${request.body}`;
  return isHmac('sha256', config.webhookSecret, data, signature.slice('sha256='.length));
}

/** `Authorization: Apikey KEY`; compared by hash, in constant time whatever the length. */
function isApiKey(apiKey: string | null, authorization: string | undefined): boolean {
  if (authorization === undefined || !apiKey) return false;
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(authorization.trim()), digest(`Apikey ${apiKey}`));
}

/** SePay's list of transfers (docs.sepay.vn, API giao dịch); amounts are texts such as "18067000.00". */
const listSchema = z.object({
  transactions: z.array(
    z.object({
      id,
      transaction_date: text,
      amount_in: z.union([z.string(), z.number()]),
      transaction_content: text,
      code: text,
    }),
  ),
});

const PAGE = 200;

/**
 * The transfers in after one, the earliest first: for those whose webhook was lost.
 *
 * @throws DomainError GATEWAY_UNAVAILABLE when SePay does not answer, or not as documented
 */
export async function listSepayTransfers(
  api: NonNullable<SepayConfig['api']>,
  sinceId: string,
  now: number,
): Promise<{ evidence: PaymentEvidence[]; cursor: string; more: boolean }> {
  const query = new URLSearchParams({ since_id: sinceId || '0', limit: String(PAGE) });
  const answer = await callGateway(`${api.url}/userapi/transactions/list?${query}`, {
    method: 'GET',
    headers: { authorization: `Bearer ${api.token}` },
  });
  const list = listSchema.safeParse(parseAnswer(answer));
  if (!list.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const rows = list.data.transactions.toSorted((a, b) => Number(a.id) - Number(b.id));
  const evidence = rows.flatMap((row): PaymentEvidence[] => {
    const amount = Number(row.amount_in);
    if (!Number.isSafeInteger(amount) || amount <= 0) return [];
    const texts = [row.code ?? '', row.transaction_content ?? ''];
    return [
      {
        gateway: 'sepay',
        transactionId: String(row.id),
        references: [...new Set(texts.flatMap(findPaymentReferences))],
        amount,
        memo: row.transaction_content ?? '',
        raw: JSON.stringify(row),
        receivedAt: localInstant(row.transaction_date) ?? now,
        suspectedFraud: false,
      },
    ];
  });
  return { evidence, cursor: String(rows.at(-1)?.id ?? sinceId), more: rows.length === PAGE };
}
