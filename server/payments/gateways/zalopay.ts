import * as z from 'zod/mini';
import { compactInstant } from '../../../shared/calendar-date.ts';
import { MAX_DONG } from '../../../shared/money.ts';
import type { ZalopayConfig } from '../../config/gateway-config.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { toldMoment } from '../core/received-moment.ts';
import { isNoNumber, lacksAny, textIn } from './answer-fields.ts';
import {
  callGateway,
  GATEWAY_TIMEOUT_MS,
  jsonOf,
  parseAnswer,
  START_TIMEOUT_MS,
} from './call-gateway.ts';
import type {
  Attempt,
  Gateway,
  GatewayAnswer,
  GatewayMessage,
  PayerPlace,
  Receiver,
  RefundAnswer,
  RefundRequest,
  RefundTrace,
} from './gateway.ts';
import { hmacHex, isHmac } from './hmac.ts';

/**
 * ZaloPay v2 (docs.zalopay.vn): the payer is redirected to ZaloPay, which calls back when money has come, or answers
 * when asked. Requests are signed with key 1 over fields joined by `|`, callbacks with key 2 over the raw text of their
 * `data`.
 */
const ATTEMPT_LIFE_MS = 15 * MINUTE_MS;

/** ZaloPay has no such refund. */
const NO_SUCH_REFUND = -101;

/** ZaloPay already has this transaction or refund. */
const USED_BEFORE = new Set([-68, -23]);

/**
 * What refuses a refund for good (docs.zalopay.vn, status codes): its time or its amount, what was not paid or is not
 * to be paid back, an unknown payment, our format, our mac, our balance. Any other code leaves open whether it was
 * made, as does -500.
 */
const REFUSALS = new Set([
  ...[-2, -3, -4, -5, -6, -8, -9, -10, -12, -13, -14, -24, -25, -26, -27, -28, -32, -53, -54, -63],
  ...[-101, -401, -402, -403, -405, -429],
]);

/** Reasons why a requested refund failed. "Unknown" is not among them. */
const FAILURES = new Set([0, -13, -14, -32]);

export function zalopayMac(key: string, fields: readonly (string | number)[]): string {
  return hmacHex('sha256', key, fields.join('|'));
}

export function zalopayGateway(config: ZalopayConfig, publicUrl: string): Gateway {
  return {
    method: 'zalopay',
    // ZaloPay documents no limits of its own; below 1,000 dong its sandbox refuses.
    min: 1_000,
    max: MAX_DONG,
    attemptLife: ATTEMPT_LIFE_MS,
    reusesAttempts: false,
    isInParts: false,
    open: (attempt, payer) => create(config, publicUrl, attempt, payer),
    instructions: (attempt) => ({ redirectUrl: attempt.redirect_url, transfer: null }),
    ask: (attempt) => ask(config, attempt),
    refunds: {
      make: (request) => refund(config, request),
      trace: (request) => traceRefund(config, request),
    },
  };
}

/** ZaloPay's reading of an answer: 1 and 2 end its calls, 0 makes it call again, others end them too. */
const ANSWERS = {
  received: { return_code: 1, return_message: 'success' },
  repeated: { return_code: 2, return_message: 'duplicate' },
  unknown_attempt: { return_code: 1, return_message: 'success' },
  amount_differs: { return_code: -1, return_message: 'amount differs' },
  forged: { return_code: -1, return_message: 'mac not equal' },
  malformed: { return_code: -1, return_message: 'invalid data' },
  not_received: { return_code: 0, return_message: 'try again' },
  unavailable: { return_code: 0, return_message: 'try again' },
} as const;

export function zalopayReceiver(config: ZalopayConfig): Receiver {
  return {
    name: 'zalopay',
    path: 'zalopay',
    httpMethod: 'POST',
    method: 'zalopay',
    takesAnyAmount: false,
    read: ({ body }) => readCallback(config, body),
    answer: (reception) => ({ status: 200, body: ANSWERS[reception] }),
  };
}

/** Fields of every callback. */
const ANSWER_FIELDS = ['app_id', 'app_trans_id', 'amount', 'zp_trans_id'];

const callbackSchema = z.object({ data: z.string(), mac: z.string() });

const dataSchema = z.object({
  app_id: z.int(),
  app_trans_id: z.string().check(z.maxLength(40)),
  amount: z.int().check(z.gte(0), z.lte(MAX_DONG)),
  zp_trans_id: z.union([z.int(), z.string().check(z.maxLength(30))]),
  server_time: z.optional(z.unknown()),
});

function readCallback(config: ZalopayConfig, body: string): GatewayMessage {
  const callback = callbackSchema.safeParse(jsonOf(body));
  if (!callback.success) return { kind: 'malformed' };
  const { data: signed, mac } = callback.data;
  if (!isHmac('sha256', config.key2, signed, mac)) return { kind: 'forged' };
  const told = jsonOf(signed);
  // The return address is signed with the same key, and is not JSON.
  if (typeof told !== 'object' || told === null || lacksAny(told, ANSWER_FIELDS)) {
    return { kind: 'malformed' };
  }
  const same = signed;
  const data = dataSchema.safeParse(told);
  if (!data.success || data.data.app_id !== config.appId) {
    const appTransId = textIn(told, 'app_trans_id');
    return { kind: 'unreadable', same, reference: appTransId && referenceOf(appTransId) };
  }
  if (isNoNumber(data.data.zp_trans_id)) return { kind: 'malformed' };
  const evidence = evidenceOf(data.data, body);
  return { kind: 'report', report: { outcome: 'paid', evidence }, same };
}

function evidenceOf(data: z.output<typeof dataSchema>, raw: string): PaymentEvidence {
  const { app_trans_id: appTransId, amount, zp_trans_id: zpTransId, server_time: at } = data;
  return {
    gateway: 'zalopay',
    transactionId: String(zpTransId),
    references: [referenceOf(appTransId)],
    amount,
    memo: appTransId,
    bankReference: null,
    raw,
    toldAt: toldMoment(at, 'milliseconds'),
    suspectedFraud: false,
  };
}

/** Begins with the day in Vietnam on which the attempt was made, as ZaloPay requires. */
function appTransIdOf(attempt: Attempt): string {
  return `${dayOf(attempt.created_at)}_${attempt.reference}`;
}

function referenceOf(appTransId: string): string {
  return appTransId.replace(/^\d{6}_/, '');
}

/** `yymmdd` in Vietnam. */
function dayOf(instant: number): string {
  return compactInstant(instant).slice(2, 8);
}

const createdSchema = z.object({
  return_code: z.literal(1),
  order_url: z.url({ protocol: /^https?$/ }),
});

async function create(
  config: ZalopayConfig,
  publicUrl: string,
  attempt: Attempt,
  payer: PayerPlace,
): Promise<string> {
  const appTransId = appTransIdOf(attempt);
  const appUser = 'renewal';
  const embedData = JSON.stringify({ redirecturl: payer.returnUrl });
  // The list of items stays empty: a bulk order's lines exceed its 2,048 characters.
  const item = '[]';
  const at = attempt.created_at;
  const fields = [config.appId, appTransId, appUser, attempt.amount, at, embedData, item];
  const answer = createdSchema.safeParse(
    await call(config, 'create', {
      app_id: config.appId,
      app_trans_id: appTransId,
      app_user: appUser,
      app_time: at,
      amount: attempt.amount,
      item,
      embed_data: embedData,
      description: `Thanh toan gia han ${attempt.reference}`,
      bank_code: '',
      callback_url: `${publicUrl}/gateways/zalopay`,
      expire_duration_seconds: ATTEMPT_LIFE_MS / 1_000,
      mac: zalopayMac(config.key1, fields),
    }),
  );
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  return answer.data.order_url;
}

const queriedSchema = z.object({
  return_code: z.int(),
  amount: z.optional(z.int().check(z.lte(MAX_DONG))),
  zp_trans_id: z.optional(z.union([z.int(), z.string()])),
  server_time: z.optional(z.unknown()),
});

/** ZaloPay's answers carry no mac: they are trusted because of TLS. 1: paid, 2: failed, 3: under way. */
async function ask(config: ZalopayConfig, attempt: Attempt): Promise<GatewayAnswer> {
  const appTransId = appTransIdOf(attempt);
  const answer = queriedSchema.safeParse(
    await call(config, 'query', {
      app_id: config.appId,
      app_trans_id: appTransId,
      mac: zalopayMac(config.key1, [config.appId, appTransId, config.key1]),
    }),
  );
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const { return_code: code, amount, zp_trans_id: zpTransId, server_time: at } = answer.data;
  if (code === 2) return { state: 'failed' };
  if (code !== 1 || amount === undefined) return { state: 'pending' };
  // Money without a number could be reported again with one.
  if (zpTransId === undefined || isNoNumber(zpTransId)) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  const raw = JSON.stringify({ app_trans_id: appTransId, ...answer.data });
  const data = {
    app_id: config.appId,
    app_trans_id: appTransId,
    amount,
    zp_trans_id: zpTransId,
    server_time: at,
  };
  const evidence = evidenceOf(data, raw);
  if (amount !== attempt.amount) return { state: 'amount_differs', evidence };
  return { state: 'paid', evidence: [evidence] };
}

const refundedSchema = z.object({
  return_code: z.int(),
  sub_return_code: z.optional(z.int()),
  sub_return_message: z.optional(z.string()),
  refund_id: z.optional(z.union([z.number(), z.string()])),
});

async function refund(config: ZalopayConfig, request: RefundRequest): Promise<RefundAnswer> {
  const { payment, amount, now, attempt } = request;
  // An id begins with its day: on another day ZaloPay refuses it, and this one was never sent.
  if (!isFromToday(request)) {
    return { state: 'failed', error: 'ZaloPay takes a refund only on the day it was asked for' };
  }
  const description = `Hoan tien ${attempt.reference}`;
  const fields = [config.appId, payment.transactionId, amount, description, now];
  const made = await callRefund(config, 'refund', {
    app_id: config.appId,
    m_refund_id: mRefundIdOf(config, request),
    zp_trans_id: payment.transactionId,
    amount,
    timestamp: now,
    description,
    mac: zalopayMac(config.key1, fields),
  });
  if (made.return_code !== 3 && !USED_BEFORE.has(made.sub_return_code ?? 0)) {
    return toRefundAnswer(made, mRefundIdOf(config, request), REFUSALS);
  }
  return await queryRefund(config, request);
}

async function traceRefund(config: ZalopayConfig, request: RefundRequest): Promise<RefundTrace> {
  const answer = await queryRefund(config, request);
  // ZaloPay may only not have found it yet; but on the same day, it refuses an id that it has had.
  const isUnknown =
    answer.state === 'unclear' && answer.error.startsWith(`ZaloPay ${NO_SUCH_REFUND}:`);
  return isUnknown && isFromToday(request) ? { state: 'unknown' } : answer;
}

async function queryRefund(config: ZalopayConfig, request: RefundRequest): Promise<RefundAnswer> {
  const { now } = request;
  const mRefundId = mRefundIdOf(config, request);
  const queried = await callRefund(config, 'query_refund', {
    app_id: config.appId,
    m_refund_id: mRefundId,
    timestamp: now,
    mac: zalopayMac(config.key1, [config.appId, mRefundId, now]),
  });
  return toRefundAnswer(queried, mRefundId, FAILURES);
}

/** yymmdd_appid_…, at most 45 characters; UUIDv7 ends in 62 random bits. */
function mRefundIdOf(config: ZalopayConfig, { refundId, requestedAt }: RefundRequest): string {
  const unique = refundId.replaceAll('-', '').slice(-20);
  return `${dayOf(requestedAt)}_${config.appId}_${unique}`;
}

function isFromToday({ requestedAt, now }: RefundRequest): boolean {
  return dayOf(requestedAt) === dayOf(now);
}

function toRefundAnswer(
  answer: z.output<typeof refundedSchema>,
  mRefundId: string,
  refusals: ReadonlySet<number>,
): RefundAnswer {
  if (answer.return_code === 1) {
    return { state: 'done', reference: String(answer.refund_id ?? mRefundId) };
  }
  if (answer.return_code === 3) return { state: 'pending' };
  // Some faults are in one code, some in the other.
  const { return_code: general, sub_return_code: detail = general } = answer;
  const code = general === 2 ? detail : general;
  const error = `ZaloPay ${code}: ${answer.sub_return_message ?? ''}`.slice(0, 500);
  return { state: refusals.has(code) ? 'failed' : 'unclear', error };
}

async function callRefund(
  config: ZalopayConfig,
  operation: 'refund' | 'query_refund',
  fields: Record<string, string | number>,
): Promise<z.output<typeof refundedSchema>> {
  const answer = refundedSchema.safeParse(await call(config, operation, fields));
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  return answer.data;
}

async function call(
  config: ZalopayConfig,
  operation: 'create' | 'query' | 'refund' | 'query_refund',
  fields: Record<string, string | number>,
): Promise<unknown> {
  const form = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, String(value)]),
  );
  const timeout = operation === 'create' ? START_TIMEOUT_MS : GATEWAY_TIMEOUT_MS;
  return parseAnswer(await callGateway(`${config.apiUrl}/v2/${operation}`, { form, timeout }));
}
