import * as z from 'zod/mini';
import { MAX_DONG } from '../../../shared/money.ts';
import type { PayosConfig } from '../../config/gateway-config.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { toldMoment } from '../core/received-moment.ts';
import { NAPAS247_LIMIT } from '../core/viet-qr.ts';
import { namedAccounts } from './bank/named-accounts.ts';
import { hasAny, lacksAny } from './core/answer-fields.ts';
import { callGateway, jsonOf, parseAnswer, START_TIMEOUT_MS } from './core/call-gateway.ts';
import type {
  Attempt,
  Gateway,
  GatewayAnswer,
  GatewayMessage,
  PayerPlace,
  Receiver,
} from './core/gateway.ts';
import { hmacHex, isHmac } from './core/hmac.ts';
import { plainAnswer } from './core/plain-answer.ts';

/** The fields under the signature of a registration. */
const CREATE_FIELDS = ['amount', 'cancelUrl', 'description', 'orderCode', 'returnUrl'] as const;

type Data = Record<string, unknown>;

/**
 * The signed text: all fields of `data` as `name=value`, sorted by name, unknown ones too; lists as JSON of objects with
 * sorted names. A field without a value, or the text "null" or "undefined", counts as empty (payos.vn/docs, checking a
 * webhook by its signature).
 */
export function payosRaw(data: Data): string {
  return Object.keys(data)
    .sort()
    .map((name) => `${name}=${textOf(data[name])}`)
    .join('&');
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === 'null' || value === 'undefined') return '';
  if (Array.isArray(value)) return JSON.stringify(value.map(sortedByName));
  return typeof value === 'object' ? JSON.stringify(sortedByName(value)) : String(value);
}

function sortedByName(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** payOS numbers its orders: a reference, read as a number of base 36, is below 2^53. */
export function payosOrderCode(reference: string): number {
  return Number.parseInt(reference, 36);
}

export function payosReference(orderCode: number): string {
  return orderCode.toString(36).toUpperCase();
}

/**
 * payOS v2 (payos.vn/docs): the payer is redirected to a page with a VietQR code of payOS's; payOS reports by webhook,
 * or when asked. Signatures are HMAC-SHA256 in hex.
 */
export function payosGateway(config: PayosConfig): Gateway {
  return {
    method: 'payos',
    // The payer transfers by VietQR, which NAPAS247 refuses from its limit on.
    min: 2_000,
    max: NAPAS247_LIMIT - 1,
    attemptLife: 30 * MINUTE_MS,
    reusesAttempts: false,
    isInParts: false,
    open: (attempt, payer) => create(config, attempt, payer),
    instructions: (attempt) => ({ redirectUrl: attempt.redirect_url, transfer: null }),
    ask: (attempt) => ask(config, attempt),
  };
}

export function payosReceiver(config: PayosConfig): Receiver {
  return {
    name: 'payos',
    path: 'payos',
    httpMethod: 'POST',
    method: 'payos',
    takesAnyAmount: true,
    read: ({ body }) => readWebhook(config, body),
    answer: (reception) => plainAnswer(reception, { status: 200, body: { success: true } }),
  };
}

/** Copied with every name, such as `__proto__`, which a plain copy would leave out. */
const signedData = z.custom<Data>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const webhookSchema = z.object({
  data: signedData,
  signature: z.string(),
});

/** Amounts are in dong; a message without a currency means dong. */
const inDong = z.optional(
  z.unknown().check(z.refine((currency) => ['', 'VND'].includes(textOf(currency)))),
);

const dataSchema = z.object({
  orderCode: z.int().check(z.gte(0)),
  amount: z.int().check(z.gt(0), z.lte(MAX_DONG)),
  code: z.string(),
  reference: z.string().check(z.minLength(1), z.maxLength(100)),
  paymentLinkId: z.string().check(z.maxLength(100)),
  accountNumber: z.optional(z.unknown()),
  virtualAccountNumber: z.optional(z.unknown()),
  transactionDateTime: z.optional(z.unknown()),
  currency: inDong,
});

/** The order number in payOS's test of a webhook; none of ours is so small. */
const SAMPLE_ORDER = 123;

/**
 * Fields of every report of money, and fields of nothing but the registration of a payment, its answer, and answers to
 * queries.
 */
const ANSWER_FIELDS = ['orderCode', 'amount', 'code', 'reference', 'paymentLinkId'];
const REQUEST_FIELDS = [
  ...['cancelUrl', 'returnUrl', 'expiredAt', 'checkoutUrl', 'qrCode', 'status', 'transactions'],
  ...['amountPaid', 'amountRemaining'],
];

function readWebhook(config: PayosConfig, body: string): GatewayMessage {
  const webhook = webhookSchema.safeParse(jsonOf(body));
  if (!webhook.success) return { kind: 'malformed' };
  const { data: signed, signature } = webhook.data;
  if (!isHmac('sha256', config.checksumKey, payosRaw(signed), signature)) {
    return { kind: 'forged' };
  }
  // Our own requests and payOS's answers to them are signed with the same key.
  if (hasAny(signed, REQUEST_FIELDS) || lacksAny(signed, ANSWER_FIELDS)) {
    return { kind: 'malformed' };
  }
  const same = payosRaw(signed);
  const read = dataSchema.safeParse(signed);
  if (!read.success) return { kind: 'unreadable', same, reference: namedReference(signed) };
  const { data } = read;
  if (data.orderCode === SAMPLE_ORDER) return { kind: 'note', outcome: 'sample', same };
  const outcome = data.code === '00' ? 'paid' : 'failed';
  const at = {
    reference: data.reference,
    amount: data.amount,
    time: data.transactionDateTime,
    accounts: namedAccounts([data.accountNumber, data.virtualAccountNumber]),
  };
  const evidence = evidenceOf(data.orderCode, data.paymentLinkId, at, body);
  return { kind: 'report', report: { outcome, evidence }, same };
}

/** The reference of an unreadable message, whose order number may be a text. */
function namedReference({ orderCode }: Data): string | undefined {
  const code = /^\d+$/.test(textOf(orderCode)) ? Number(orderCode) : Number.NaN;
  return Number.isSafeInteger(code) ? payosReference(code) : undefined;
}

function evidenceOf(
  orderCode: number,
  paymentLinkId: string,
  transfer: { reference: string; amount: number; time?: unknown; accounts: readonly string[] },
  raw: string,
): PaymentEvidence {
  const reference = payosReference(orderCode);
  return {
    gateway: 'payos',
    // The bank's number of the transfer alone might come again at another bank.
    transactionId: `${paymentLinkId} ${transfer.reference}`,
    references: [reference],
    amount: transfer.amount,
    memo: reference,
    bankReference: transfer.reference,
    accounts: transfer.accounts,
    raw,
    toldAt: toldMoment(transfer.time, 'local'),
    suspectedFraud: false,
  };
}

const createdSchema = z.object({
  orderCode: z.int(),
  checkoutUrl: z.url({ protocol: /^https?$/ }),
  currency: inDong,
});

async function create(config: PayosConfig, attempt: Attempt, payer: PayerPlace): Promise<string> {
  const orderCode = payosOrderCode(attempt.reference);
  const request = {
    orderCode,
    amount: attempt.amount,
    // At most nine characters where the bank account is not linked through payOS.
    description: attempt.reference,
    cancelUrl: payer.returnUrl,
    returnUrl: payer.returnUrl,
  };
  const signed = Object.fromEntries(CREATE_FIELDS.map((name) => [name, request[name]]));
  const signature = hmacHex('sha256', config.checksumKey, payosRaw(signed));
  const expiredAt = Math.floor(attempt.expires_at / 1_000);
  const answer = createdSchema.safeParse(
    await call(config, '', {
      json: { ...request, expiredAt, signature },
      timeout: START_TIMEOUT_MS,
    }),
  );
  if (!answer.success || answer.data.orderCode !== orderCode) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  return answer.data.checkoutUrl;
}

const queriedSchema = z.object({
  id: z.string(),
  orderCode: z.int(),
  status: z.string(),
  transactions: z.array(
    z.object({
      reference: z.string().check(z.minLength(1)),
      amount: z.int().check(z.gt(0), z.lte(MAX_DONG)),
      transactionDateTime: z.optional(z.unknown()),
      accountNumber: z.optional(z.unknown()),
      virtualAccountNumber: z.optional(z.unknown()),
      currency: inDong,
    }),
  ),
  currency: inDong,
});

async function ask(config: PayosConfig, attempt: Attempt): Promise<GatewayAnswer> {
  const orderCode = payosOrderCode(attempt.reference);
  const signed = await call(config, `/${orderCode}`, { method: 'GET' });
  if (signed.orderCode !== orderCode) throw new DomainError('GATEWAY_UNAVAILABLE');
  const queried = queriedSchema.safeParse(signed);
  if (!queried.success) {
    return { state: 'unreadable', gateway: 'payos', raw: JSON.stringify(signed) };
  }
  const { id, status, transactions } = queried.data;
  if (transactions.length > 0) {
    const raw = JSON.stringify(queried.data);
    const evidence = transactions.map((transfer) => {
      const { reference, amount, transactionDateTime: time } = transfer;
      const accounts = namedAccounts([transfer.accountNumber, transfer.virtualAccountNumber]);
      return evidenceOf(orderCode, id, { reference, amount, time, accounts }, raw);
    });
    return { state: 'paid', evidence };
  }
  return { state: ['EXPIRED', 'CANCELLED', 'FAILED'].includes(status) ? 'failed' : 'pending' };
}

const answerSchema = z.object({
  code: z.string(),
  data: signedData,
  signature: z.string(),
});

/** @throws DomainError GATEWAY_UNAVAILABLE also when payOS refuses, or its answer is not signed */
async function call(
  config: PayosConfig,
  path: string,
  request: { method?: 'GET'; json?: unknown; timeout?: number },
): Promise<Data> {
  const headers = { 'x-client-id': config.clientId, 'x-api-key': config.apiKey };
  const url = `${config.apiUrl}/v2/payment-requests${path}`;
  const answer = answerSchema.safeParse(
    parseAnswer(await callGateway(url, { ...request, headers })),
  );
  if (!answer.success || answer.data.code !== '00') throw new DomainError('GATEWAY_UNAVAILABLE');
  const { data, signature } = answer.data;
  if (!isHmac('sha256', config.checksumKey, payosRaw(data), signature)) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  return data;
}
