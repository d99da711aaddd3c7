import * as z from 'zod/mini';
import { MAX_DONG } from '../../../../shared/money.ts';
import type { ZalopayConfig } from '../../../config/gateway-config.ts';
import { DomainError } from '../../../foundation/domain-error.ts';
import { MINUTE_MS } from '../../../foundation/durations.ts';
import type { PaymentEvidence } from '../../core/payment-evidence.ts';
import { toldMoment } from '../../core/received-moment.ts';
import { isNoNumber, lacksAny, textIn } from '../core/answer-fields.ts';
import { jsonOf } from '../core/call-gateway.ts';
import type {
  Attempt,
  Gateway,
  GatewayAnswer,
  GatewayMessage,
  PayerPlace,
  Receiver,
} from '../core/gateway.ts';
import { isHmac } from '../core/hmac.ts';
import { callZalopay, dayOf, zalopayMac } from './zalopay-calls.ts';
import { refundByZalopay, traceZalopayRefund } from './zalopay-refunds.ts';

const ATTEMPT_LIFE_MS = 15 * MINUTE_MS;

/**
 * ZaloPay v2 (docs.zalopay.vn): the payer is redirected to ZaloPay, which calls back when money has come, or answers
 * when asked. Requests are signed with key 1 over fields joined by `|`, callbacks with key 2 over the raw text of their
 * `data`.
 */
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
      make: (request) => refundByZalopay(config, request),
      trace: (request) => traceZalopayRefund(config, request),
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
    await callZalopay(config, 'create', {
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
    await callZalopay(config, 'query', {
      app_id: config.appId,
      app_trans_id: appTransId,
      mac: zalopayMac(config.key1, [config.appId, appTransId, config.key1]),
    }),
  );
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const { return_code: code, amount, zp_trans_id: zpTransId, server_time: at } = answer.data;
  if (code === 2) return { state: 'failed' };
  if (code === 3) return { state: 'pending' };
  // Any other code says nothing about the payment.
  if (code !== 1 || amount === undefined) throw new DomainError('GATEWAY_UNAVAILABLE');
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
