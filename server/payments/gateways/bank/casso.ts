import * as z from 'zod/mini';
import { calendarDateAt } from '../../../../shared/calendar-date.ts';
import { MAX_DONG } from '../../../../shared/money.ts';
import type { CassoConfig } from '../../../config/gateway-config.ts';
import { DomainError } from '../../../foundation/domain-error.ts';
import { DAY_MS } from '../../../foundation/durations.ts';
import type { PaymentEvidence } from '../../core/payment-evidence.ts';
import { findPaymentReferences } from '../../core/payment-reference.ts';
import { toldMoment } from '../../core/received-moment.ts';
import { lacksAny } from '../core/answer-fields.ts';
import { callGateway, jsonOf, parseAnswer } from '../core/call-gateway.ts';
import type { GatewayMessage, GatewayRequest, Receiver } from '../core/gateway.ts';
import { isHmac } from '../core/hmac.ts';
import { plainAnswer } from '../core/plain-answer.ts';
import { namedAccounts } from './named-accounts.ts';
import { isOtherAccount, type OwnAccounts } from './own-accounts.ts';

const text = z.nullish(z.string().check(z.maxLength(2_000)));
const id = z.union([z.int(), z.string().check(z.minLength(1), z.maxLength(50))]);

/** Casso's webhook V2 (developer.casso.vn): one transfer a message; money out is negative. */
const webhookSchema = z.object({
  data: z.object({
    id,
    reference: text,
    description: text,
    amount: z.int().check(z.lte(MAX_DONG)),
    transactionDateTime: z.optional(z.unknown()),
    accountNumber: z.optional(z.unknown()),
    virtualAccountNumber: z.optional(z.unknown()),
  }),
});

/** Fields of every Casso message. */
const ANSWER_FIELDS = ['id', 'amount'];

/** Casso's test message for a webhook. */
const SAMPLE_ID = 0;

/** Casso V2, which reports transfers to a bank account. */
export function cassoReceiver(config: CassoConfig, own: OwnAccounts): Receiver {
  return {
    name: 'casso',
    path: 'casso',
    httpMethod: 'POST',
    method: 'bank_transfer',
    takesAnyAmount: true,
    read: (request) => readWebhook(config, own, request),
    answer: (reception) => plainAnswer(reception, { status: 200, body: { success: true } }),
  };
}

/** The text that a V2 signature covers: `t`, a point, and the message as JSON with names sorted at every level. */
export function cassoRaw(timestamp: string, message: unknown): string {
  return `${timestamp}.${JSON.stringify(sortedByName(message))}`;
}

function sortedByName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedByName);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sortedByName(part)]));
}

function readWebhook(
  config: CassoConfig,
  own: OwnAccounts,
  { body, header, now }: GatewayRequest,
): GatewayMessage {
  const message = jsonOf(body);
  const signature = /^t=(\d{1,15}),v1=([0-9a-f]{128})$/i.exec(header('x-casso-signature') ?? '');
  if (message === undefined) return { kind: 'malformed' };
  const [, timestamp = '', given] = signature ?? [];
  if (!isHmac('sha512', config.secret, cassoRaw(timestamp, message), given)) {
    return { kind: 'forged' };
  }
  if (Math.abs(now - instantOf(timestamp)) > DAY_MS) return { kind: 'stale' };
  const same = cassoRaw('', message);
  if (lacksAny(dataOf(message), ANSWER_FIELDS)) return { kind: 'malformed' };
  const webhook = webhookSchema.safeParse(message);
  if (!webhook.success) return { kind: 'unreadable', same };
  const { data } = webhook.data;
  if (data.id === SAMPLE_ID) return { kind: 'note', outcome: 'sample', same };
  if (data.amount <= 0) return { kind: 'note', outcome: 'out', same };
  const { accountNumber: account, virtualAccountNumber: virtual } = data;
  if (isOtherAccount(own, { account, virtual })) {
    return { kind: 'note', outcome: 'other_account', same };
  }
  const evidence = evidenceOf(data.id, data.amount, data.description, {
    raw: body,
    toldAt: toldMoment(data.transactionDateTime, 'local'),
    bankReference: data.reference || null,
    accounts: namedAccounts([account, virtual], own.accountNumber),
  });
  return { kind: 'report', report: { outcome: 'paid', evidence }, same };
}

/** Casso writes `t` in milliseconds; a value with fewer digits is in seconds. */
function instantOf(timestamp: string): number {
  return Number(timestamp) * (timestamp.length < 12 ? 1_000 : 1);
}

function dataOf(message: unknown): object {
  const { data } = (message ?? {}) as { data?: unknown };
  return typeof data === 'object' && data !== null ? data : {};
}

function evidenceOf(
  transactionId: string | number,
  amount: number,
  description: string | null | undefined,
  rest: Pick<PaymentEvidence, 'raw' | 'toldAt' | 'bankReference' | 'accounts'>,
): PaymentEvidence {
  return {
    ...rest,
    gateway: 'casso',
    transactionId: String(transactionId),
    references: findPaymentReferences(description ?? ''),
    amount,
    memo: description ?? '',
    suspectedFraud: false,
  };
}

/** Casso's list of transfers (developer.casso.vn, transactions). */
const listSchema = z.object({
  error: z.literal(0),
  data: z.object({
    totalPages: z.optional(z.int()),
    records: z.array(
      z.object({
        id,
        tid: text,
        description: text,
        amount: z.number(),
        when: z.optional(z.unknown()),
        bankSubAccId: z.optional(z.unknown()),
        virtualAccount: z.optional(z.unknown()),
      }),
    ),
  }),
});

const PAGE = 100;
/**
 * Incoming transfers since a day, a page at a time, for lost webhooks. The cursor is `yyyy-MM-dd page`; a day is read
 * again until it is two days past, since banks report late.
 *
 * @throws DomainError GATEWAY_UNAVAILABLE when Casso does not answer, or not as documented
 */
export async function listCassoTransfers(
  api: NonNullable<CassoConfig['api']>,
  own: OwnAccounts,
  cursor: string,
  now: number,
): Promise<{ evidence: PaymentEvidence[]; cursor: string; more: boolean }> {
  const [fromDate = calendarDateAt(now - 2 * DAY_MS), page = '1'] = cursor ? cursor.split(' ') : [];
  const query = new URLSearchParams({ sort: 'ASC', page, pageSize: String(PAGE), fromDate });
  const answer = await callGateway(`${api.url}/v2/transactions?${query}`, {
    method: 'GET',
    headers: { authorization: `Apikey ${api.key}` },
  });
  const list = listSchema.safeParse(parseAnswer(answer));
  if (!list.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const { records } = list.data.data;
  const evidence = records
    .filter((row) => Number.isSafeInteger(row.amount) && row.amount > 0)
    .filter(
      (row) => !isOtherAccount(own, { account: row.bankSubAccId, virtual: row.virtualAccount }),
    )
    .map((row) =>
      evidenceOf(row.id, row.amount, row.description, {
        raw: JSON.stringify(row),
        toldAt: toldMoment(row.when, 'local'),
        bankReference: row.tid || null,
        accounts: namedAccounts([row.bankSubAccId, row.virtualAccount], own.accountNumber),
      }),
    );
  const more = records.length === PAGE;
  const next = more ? `${fromDate} ${Number(page) + 1}` : calendarDateAt(now - 2 * DAY_MS);
  return { evidence, cursor: next, more };
}
