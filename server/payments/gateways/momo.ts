import * as z from 'zod/mini';
import { MAX_DONG } from '../../../shared/money.ts';
import type { MomoConfig } from '../../config/gateway-config.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { toldMoment } from '../core/received-moment.ts';
import { hasAny, isNoNumber, lacksAny, textIn } from './core/answer-fields.ts';
import {
  callGateway,
  GATEWAY_TIMEOUT_MS,
  jsonOf,
  parseAnswer,
  START_TIMEOUT_MS,
} from './core/call-gateway.ts';
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
} from './core/gateway.ts';
import { hmacHex, isHmac } from './core/hmac.ts';
import { plainAnswer } from './core/plain-answer.ts';

/** The fields under the signature of each operation, in their order. */
const SIGNED_FIELDS = {
  create: [
    ...['accessKey', 'amount', 'extraData', 'ipnUrl', 'orderId', 'orderInfo'],
    ...['partnerCode', 'redirectUrl', 'requestId', 'requestType'],
  ],
  ipn: [
    ...['accessKey', 'amount', 'extraData', 'message', 'orderId', 'orderInfo', 'orderType'],
    ...['partnerCode', 'payType', 'requestId', 'responseTime', 'resultCode', 'transId'],
  ],
  query: ['accessKey', 'orderId', 'partnerCode', 'requestId'],
  refund: [
    ...['accessKey', 'amount', 'description', 'orderId', 'partnerCode', 'requestId', 'transId'],
  ],
} as const;

/** 0: paid; 9000: authorised only; 1000, 7000, 7002: under way. Everything else is a refusal. */
const PENDING = new Set([1000, 7000, 7002, 9000]);

/**
 * Answers that say nothing of the payment: maintenance, no access, an unreadable or repeated request, an unknown error
 * (https://developers.momo.vn/v3/docs/payment/api/result-handling/resultcode/).
 */
const NO_ANSWER = new Set([10, 11, 12, 13, 20, 40, 43, 99]);

/**
 * Codes that refuse a refund for good (developers.momo.vn, result codes): access, version, credentials, format,
 * amounts, an unknown transaction, no balance, a refund that failed or is not allowed. Any other code leaves open
 * whether it was made: 40 and 41 (asked for before), 43 (one is under way), 99, 1081 (perhaps made already).
 */
const REFUSALS = new Set([11, 12, 13, 20, 21, 22, 42, 47, 1001, 1002, 1004, 1007, 1080, 1088]);

type Values = Readonly<Record<string, string | number | bigint | undefined>>;

/** The text under a signature: `name=value` in the fixed order. */
export function momoRaw(operation: keyof typeof SIGNED_FIELDS, values: Values): string {
  return SIGNED_FIELDS[operation].map((name) => `${name}=${values[name] ?? ''}`).join('&');
}

/**
 * MoMo's payment gateway, AIO v2 (developers.momo.vn): the payer is redirected to MoMo, which reports by IPN, or when
 * asked. Signatures are HMAC-SHA256 in hex.
 */
export function momoGateway(config: MomoConfig, publicUrl: string): Gateway {
  return {
    method: 'momo',
    // captureWallet takes from 1,000 to 50,000,000 dong (developers.momo.vn, payment limits).
    min: 1_000,
    max: 50_000_000,
    attemptLife: 100 * MINUTE_MS,
    reusesAttempts: false,
    isInParts: false,
    open: (attempt, payer) => create(config, publicUrl, attempt, payer),
    instructions: (attempt) => ({ redirectUrl: attempt.redirect_url, transfer: null }),
    ask: (attempt, now) => ask(config, attempt, now),
    refunds: {
      make: (request) => refund(config, request),
      trace: (request) => traceRefund(config, request),
    },
  };
}

export function momoReceiver(config: MomoConfig): Receiver {
  return {
    name: 'momo',
    path: 'momo',
    httpMethod: 'POST',
    method: 'momo',
    takesAnyAmount: false,
    read: ({ body }) => readIpn(config, body),
    // MoMo expects 204 within 15 seconds, and reads any other status as not received.
    answer: (reception) => plainAnswer(reception, { status: 204 }),
  };
}

const ipnSchema = z.object({
  partnerCode: z.string(),
  orderId: z.string().check(z.maxLength(64)),
  amount: z.int().check(z.gte(0), z.lte(MAX_DONG)),
  resultCode: z.int(),
  transId: z.union([z.int(), z.string().check(z.maxLength(30))]),
  responseTime: z.optional(z.unknown()),
});

function readIpn(config: MomoConfig, body: string): GatewayMessage {
  const params = z.record(z.string(), z.unknown()).safeParse(jsonOf(body));
  // Signed values are texts, numbers and nulls; an object can't even be written as text.
  if (!params.success || SIGNED_FIELDS.ipn.some((name) => isObject(params.data[name]))) {
    return { kind: 'malformed' };
  }
  const { signature } = params.data;
  // The access key is signed, but not in the message.
  const values = { ...params.data, accessKey: config.accessKey } as Values;
  const given = typeof signature === 'string' ? signature : undefined;
  if (!isHmac('sha256', config.secretKey, momoRaw('ipn', values), given)) return { kind: 'forged' };
  if (!isAnswer(params.data)) return { kind: 'malformed' };
  const same = momoRaw('ipn', values);
  const ipn = ipnSchema.safeParse(params.data);
  if (!ipn.success || ipn.data.partnerCode !== config.partnerCode) {
    return { kind: 'unreadable', same, reference: textIn(params.data, 'orderId') };
  }
  const { resultCode, transId } = ipn.data;
  const outcome = resultCode === 0 ? 'paid' : PENDING.has(resultCode) ? 'pending' : 'failed';
  // Money without a number could be reported again with one.
  if (outcome === 'paid' && isNoNumber(transId)) return { kind: 'malformed' };
  return { kind: 'report', report: { outcome, evidence: evidenceOf(ipn.data, body) }, same };
}

/** Fields of every report, and fields of nothing but the creation of a payment and its answer. */
const ANSWER_FIELDS = ['partnerCode', 'orderId', 'requestId', 'amount', 'resultCode', 'transId'];
const REQUEST_FIELDS = [
  ...['requestType', 'redirectUrl', 'ipnUrl', 'payUrl', 'deeplink', 'qrCodeUrl'],
];

/** Includes signed fields that may be empty: an absent field signs as empty, too. */
function isAnswer(message: object): boolean {
  const signed = SIGNED_FIELDS.ipn.filter((name) => name !== 'accessKey');
  if (!signed.every((name) => Object.hasOwn(message, name))) return false;
  return !lacksAny(message, ANSWER_FIELDS) && !hasAny(message, REQUEST_FIELDS);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function evidenceOf(
  answer: { orderId: string; amount: number; transId: string | number; responseTime?: unknown },
  raw: string,
): PaymentEvidence {
  const { orderId, amount, transId, responseTime } = answer;
  return {
    gateway: 'momo',
    transactionId: isNoNumber(transId) ? `order ${orderId}` : String(transId),
    references: [orderId],
    amount,
    memo: orderId,
    bankReference: null,
    raw,
    toldAt: toldMoment(responseTime, 'milliseconds'),
    suspectedFraud: false,
  };
}

const createdSchema = z.object({
  resultCode: z.literal(0),
  orderId: z.string(),
  payUrl: z.url({ protocol: /^https?$/ }),
});

async function create(
  config: MomoConfig,
  publicUrl: string,
  attempt: Attempt,
  payer: PayerPlace,
): Promise<string> {
  const answer = createdSchema.safeParse(
    await call(config, 'create', {
      requestId: attempt.id,
      orderId: attempt.reference,
      orderInfo: `Thanh toan gia han ${attempt.reference}`,
      amount: attempt.amount,
      redirectUrl: payer.returnUrl,
      ipnUrl: `${publicUrl}/gateways/momo`,
      requestType: 'captureWallet',
      extraData: '',
      lang: attempt.locale,
    }),
  );
  if (!answer.success || answer.data.orderId !== attempt.reference) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  return answer.data.payUrl;
}

/** MoMo's answers are unsigned: they are trusted because of TLS, and because they name the order. */
async function ask(config: MomoConfig, attempt: Attempt, now: number): Promise<GatewayAnswer> {
  const answer = ipnSchema.safeParse(
    await call(config, 'query', {
      requestId: `${attempt.reference}-${now}`,
      orderId: attempt.reference,
      lang: 'vi',
    }),
  );
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const { partnerCode, orderId, amount, resultCode } = answer.data;
  if (partnerCode !== config.partnerCode || orderId !== attempt.reference) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  if (NO_ANSWER.has(resultCode)) throw new DomainError('GATEWAY_UNAVAILABLE');
  if (resultCode !== 0) return { state: PENDING.has(resultCode) ? 'pending' : 'failed' };
  if (isNoNumber(answer.data.transId)) throw new DomainError('GATEWAY_UNAVAILABLE');
  const raw = JSON.stringify(answer.data);
  const evidence = evidenceOf(answer.data, raw);
  if (amount !== attempt.amount) return { state: 'amount_differs', evidence };
  return { state: 'paid', evidence: [evidence] };
}

const refundedSchema = z.object({
  resultCode: z.int(),
  message: z.optional(z.string()),
  transId: z.optional(z.union([z.int(), z.string()])),
});

async function refund(config: MomoConfig, request: RefundRequest): Promise<RefundAnswer> {
  const orderId = refundOrderId(request);
  const answer = refundedSchema.safeParse(
    await call(config, 'refund', {
      requestId: request.refundId,
      orderId,
      amount: request.amount,
      transId: BigInt(request.payment.transactionId),
      lang: 'vi',
      description: `Hoan tien ${request.attempt.reference}`,
    }),
  );
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const { resultCode, message, transId } = answer.data;
  return toRefundAnswer(resultCode, transId ?? orderId, message);
}

/** An order id for a refund: letters and digits, shorter than 64 characters. */
function refundOrderId({ refundId }: RefundRequest): string {
  return `R${refundId.replaceAll('-', '')}`;
}

function toRefundAnswer(
  resultCode: number,
  reference: string | number,
  message = '',
): RefundAnswer {
  if (resultCode === 0) return { state: 'done', reference: String(reference) };
  if (PENDING.has(resultCode)) return { state: 'pending' };
  const error = `MoMo ${resultCode}: ${message}`.slice(0, 500);
  return { state: REFUSALS.has(resultCode) ? 'failed' : 'unclear', error };
}

/** MoMo's answer about a payment's refunds (developers.momo.vn, check transaction status). */
const tracedSchema = z.object({
  orderId: z.string(),
  partnerCode: z.string(),
  resultCode: z.int(),
  refundTrans: z.optional(
    z.nullable(
      z.array(
        z.object({
          orderId: z.string(),
          amount: z.int(),
          resultCode: z.int(),
          transId: z.optional(z.union([z.int(), z.string()])),
        }),
      ),
    ),
  ),
});

/** Looks for the refund among those of its payment. If missing, it may be sent again: MoMo accepts an id once. */
async function traceRefund(config: MomoConfig, request: RefundRequest): Promise<RefundTrace> {
  const { attempt, now, amount } = request;
  const answer = tracedSchema.safeParse(
    await call(config, 'query', {
      requestId: `${attempt.reference}-${now}`,
      orderId: attempt.reference,
      lang: 'vi',
    }),
  );
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const { partnerCode, orderId, resultCode, refundTrans } = answer.data;
  const isAboutIt = partnerCode === config.partnerCode && orderId === attempt.reference;
  if (!isAboutIt || resultCode !== 0) throw new DomainError('GATEWAY_UNAVAILABLE');
  const own = refundOrderId(request);
  const made = refundTrans?.find((refund) => refund.orderId === own);
  if (made === undefined) return { state: 'unknown' };
  if (made.amount !== amount) {
    return { state: 'unclear', error: `MoMo: refund ${own} of ${made.amount}` };
  }
  return toRefundAnswer(made.resultCode, made.transId ?? own);
}

async function call(
  config: MomoConfig,
  operation: 'create' | 'query' | 'refund',
  fields: Record<string, string | number | bigint>,
): Promise<unknown> {
  const { partnerCode, accessKey, secretKey, apiUrl } = config;
  const raw = momoRaw(operation, { ...fields, partnerCode, accessKey });
  const json = { ...fields, partnerCode, signature: hmacHex('sha256', secretKey, raw) };
  const timeout = operation === 'create' ? START_TIMEOUT_MS : GATEWAY_TIMEOUT_MS;
  const url = `${apiUrl}/v2/gateway/api/${operation}`;
  return parseAnswer(await callGateway(url, { json, timeout }));
}
