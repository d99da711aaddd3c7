import * as z from 'zod/mini';
import { calendarDateAt } from '../../../../shared/calendar-date.ts';
import { MAX_DONG } from '../../../../shared/money.ts';
import type { SepayConfig } from '../../../config/gateway-config.ts';
import { DomainError } from '../../../foundation/domain-error.ts';
import { DAY_MS, MINUTE_MS } from '../../../foundation/durations.ts';
import { isSameSecret } from '../../../foundation/same-secret.ts';
import { credentialsOf } from '../../../http/credentials.ts';
import type { PaymentEvidence } from '../../core/payment-evidence.ts';
import { findPaymentReferences } from '../../core/payment-reference.ts';
import { receivedMoment, toldMoment } from '../../core/received-moment.ts';
import { lacksAny } from '../core/answer-fields.ts';
import { callGateway, jsonOf, parseAnswer } from '../core/call-gateway.ts';
import type { GatewayMessage, GatewayRequest, Receiver } from '../core/gateway.ts';
import { isHmac } from '../core/hmac.ts';
import { plainAnswer } from '../core/plain-answer.ts';
import { namedAccounts } from './named-accounts.ts';
import { isOtherAccount, type OwnAccounts } from './own-accounts.ts';

/** Time for which a signed webhook stays valid, in milliseconds (developer.sepay.vn: five minutes). */
const FRESH_MS = 5 * MINUTE_MS;

const text = z.nullish(z.string().check(z.maxLength(2_000)));
const id = z.union([
  z.int().check(z.positive()),
  z.string().check(z.minLength(1), z.maxLength(50)),
]);

/** A bank account's number, as text or as a number. */
const account = z.optional(z.unknown());

/** Fields of every SePay message. */
const ANSWER_FIELDS = ['id', 'transferType', 'transferAmount'];

/** SePay's webhook (developer.sepay.vn, webhooks). */
const webhookSchema = z.object({
  id,
  transactionDate: z.optional(z.unknown()),
  content: text,
  code: text,
  description: text,
  referenceCode: text,
  accountNumber: account,
  subAccount: account,
  transferType: z.enum(['in', 'out']),
  transferAmount: z.int().check(z.positive(), z.lte(MAX_DONG)),
});

/**
 * SePay, which reports transfers to a bank account, by API key or signed. Reports about other accounts of the same
 * SePay customer are noted, and pay nothing.
 */
export function sepayReceiver(config: SepayConfig, own: OwnAccounts): Receiver {
  return {
    name: 'sepay',
    path: 'sepay',
    httpMethod: 'POST',
    method: 'bank_transfer',
    takesAnyAmount: true,
    read: (request) => readWebhook(config, own, request),
    // SePay sends a message again, up to eight times, until the answer is 2xx.
    answer: (reception) => plainAnswer(reception, { status: 200, body: { success: true } }),
  };
}

function readWebhook(
  config: SepayConfig,
  own: OwnAccounts,
  request: GatewayRequest,
): GatewayMessage {
  const authenticity = authenticityOf(config, request);
  if (authenticity !== 'right') return { kind: authenticity };
  const message = fieldsOf(request);
  if (message === undefined || lacksAny(message, ANSWER_FIELDS)) return { kind: 'malformed' };
  const webhook = webhookSchema.safeParse(message);
  if (!webhook.success) return { kind: 'unreadable' };
  const { data } = webhook;
  if (data.transferType === 'out') return { kind: 'note', outcome: 'out' };
  if (isOtherAccount(own, { account: data.accountNumber, virtual: data.subAccount })) {
    return { kind: 'note', outcome: 'other_account' };
  }
  const texts = [data.code, data.content, data.description].map((part) => part ?? '');
  const evidence: PaymentEvidence = {
    gateway: 'sepay',
    transactionId: String(data.id),
    references: [...new Set(texts.flatMap(findPaymentReferences))],
    amount: data.transferAmount,
    memo: data.content ?? '',
    bankReference: data.referenceCode || null,
    accounts: namedAccounts([data.accountNumber, data.subAccount], own.accountNumber),
    raw: request.body,
    toldAt: toldMoment(data.transactionDate, 'local'),
    suspectedFraud: false,
  };
  return { kind: 'report', report: { outcome: 'paid', evidence } };
}

/** SePay sends JSON or a form, as its webhook is configured; a form's values are all texts. */
function fieldsOf({ body, form }: GatewayRequest): object | undefined {
  const json = jsonOf(body);
  if (json !== undefined) return typeof json === 'object' && json !== null ? json : undefined;
  if (form === undefined) return undefined;
  const { transferAmount = '' } = form;
  const isWhole = /^\d{1,15}(\.0+)?$/.test(transferAmount);
  return isWhole ? { ...form, transferAmount: Number(transferAmount) } : form;
}

/** Only a signature counts where a secret for signatures is set: an API key can be copied from a log. */
function authenticityOf(
  config: SepayConfig,
  { body, now, header }: GatewayRequest,
): 'right' | 'forged' | 'stale' {
  if (config.webhookSecret === null) {
    return isApiKey(config.apiKey, header('authorization')) ? 'right' : 'forged';
  }
  const timestamp = header('x-sepay-timestamp') ?? '';
  const [, signature] = /^sha256=(\S+)$/i.exec(header('x-sepay-signature') ?? '') ?? [];
  if (!/^\d{1,12}$/.test(timestamp)) return 'forged';
  if (!isHmac('sha256', config.webhookSecret, `${timestamp}.${body}`, signature)) return 'forged';
  return Math.abs(now - Number(timestamp) * 1_000) > FRESH_MS ? 'stale' : 'right';
}

/** `Authorization: Apikey KEY`. */
function isApiKey(apiKey: string | null, authorization: string | undefined): boolean {
  const given = credentialsOf(authorization, 'Apikey');
  if (given === undefined || !apiKey) return false;
  return isSameSecret(given, apiKey);
}

/** SePay's list of transfers (docs.sepay.vn, API giao dịch); amounts are texts such as "18067000.00". */
const listSchema = z.object({
  transactions: z.array(
    z.object({
      id,
      transaction_date: z.optional(z.unknown()),
      account_number: account,
      sub_account: account,
      amount_in: z.union([z.string(), z.number()]),
      transaction_content: text,
      code: text,
      reference_number: text,
    }),
  ),
});

type SepayApi = NonNullable<SepayConfig['api']>;
type SepayRow = z.output<typeof listSchema>['transactions'][number];

/** The most entries in one answer: the newest (developer.sepay.vn, API v1, giao dịch). */
const MOST_ROWS = 5_000;

/** Age of the oldest transfer that the first poll reads, in milliseconds: older ones belong to no attempt. */
const FIRST_LOOK_MS = 2 * DAY_MS;

/**
 * Incoming transfers from one on, the earliest first, for lost webhooks. Uses version 1 of the API, because its ids are
 * those of the webhooks; version 2 has others, and would report money twice.
 *
 * @throws DomainError GATEWAY_UNAVAILABLE when SePay does not answer, or not as documented
 */
export async function listSepayTransfers(
  api: SepayApi,
  own: OwnAccounts,
  sinceId: string,
  now: number,
): Promise<{ evidence: PaymentEvidence[]; cursor: string; more: boolean }> {
  const from = sinceId
    ? { since_id: sinceId }
    : { transaction_date_min: calendarDateAt(now - FIRST_LOOK_MS) };
  const rows = new Map<string, SepayRow>();
  for (let until: string | undefined; ; ) {
    const page = await readList(api, {
      ...from,
      ...(until ? { transaction_date_max: until } : {}),
    });
    for (const row of page) rows.set(String(row.id), row);
    const oldest = oldestOf(page, now);
    // A full answer leaves out older entries.
    if (page.length < MOST_ROWS || !oldest || oldest === until) break;
    until = oldest;
  }
  const byId = [...rows.values()].toSorted((a, b) =>
    String(a.id).localeCompare(String(b.id), 'en', { numeric: true }),
  );
  const evidence = byId
    .filter(
      (row) => !isOtherAccount(own, { account: row.account_number, virtual: row.sub_account }),
    )
    .flatMap((row) => evidenceOfRow(own, row));
  return { evidence, cursor: String(byId.at(-1)?.id ?? sinceId), more: false };
}

/** The earliest date of a page to read on from; an impossible date would end the reading there. */
function oldestOf(page: readonly SepayRow[], now: number): string | undefined {
  return page
    .flatMap(({ transaction_date: date }) => (typeof date === 'string' ? [date] : []))
    .filter((date) => receivedMoment(toldMoment(date, 'local'), null, now).refused === null)
    .toSorted()[0];
}

async function readList(api: SepayApi, filter: Record<string, string>): Promise<SepayRow[]> {
  const query = new URLSearchParams({ ...filter, limit: String(MOST_ROWS) });
  const answer = await callGateway(`${api.url}/userapi/transactions/list?${query}`, {
    method: 'GET',
    headers: { authorization: `Bearer ${api.token}` },
  });
  const list = listSchema.safeParse(parseAnswer(answer));
  if (!list.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  return list.data.transactions;
}

function evidenceOfRow(own: OwnAccounts, row: SepayRow): PaymentEvidence[] {
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
      bankReference: row.reference_number || null,
      accounts: namedAccounts([row.account_number, row.sub_account], own.accountNumber),
      raw: JSON.stringify(row),
      toldAt: toldMoment(row.transaction_date, 'local'),
      suspectedFraud: false,
    },
  ];
}
