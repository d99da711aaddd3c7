import { hmacHex } from '../hmac.ts';
import { localTime, type Transfer } from './transfer.ts';

/** SePay's side (developer.sepay.vn): webhooks by API key or signed, and its list of transfers. */
export interface SepayWebhook {
  id: number;
  gateway: string;
  transactionDate: string;
  accountNumber: string;
  code: string | null;
  content: string;
  transferType: 'in' | 'out';
  transferAmount: number;
  accumulated: number;
  subAccount: string | null;
  referenceCode: string;
  description: string;
}

export function sepayWebhook(
  account: { name: string; account: string },
  transfer: Transfer,
): SepayWebhook {
  return {
    id: transfer.id,
    gateway: account.name,
    transactionDate: localTime(transfer.at),
    accountNumber: account.account,
    code: null,
    content: transfer.memo,
    transferType: transfer.direction,
    transferAmount: transfer.amount,
    accumulated: transfer.balance,
    subAccount: null,
    referenceCode: transfer.reference,
    description: '',
  };
}

export function apiKeyHeaders(apiKey: string): Record<string, string> {
  return { authorization: `Apikey ${apiKey}` };
}

/** The signature is over the time in seconds, a point, and the body as it is sent. */
export function signatureHeaders(
  secret: string,
  body: string,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = hmacHex('sha256', secret, `${timestamp}.${body}`);
  return { 'x-sepay-timestamp': timestamp, 'x-sepay-signature': `sha256=${signature}` };
}

export interface ListQuery {
  since_id?: string;
  transaction_date_min?: string;
  transaction_date_max?: string;
  limit?: string;
}

/** The most entries in one answer of the list's version 1. */
const MOST_ROWS = 5_000;

/** The answer to `transactions/list`: from an id or between two times, the newest first; numbers are texts. */
export function sepayList(
  account: { name: string; account: string },
  transfers: readonly Transfer[],
  query: ListQuery,
) {
  const { since_id = '0', transaction_date_min: from = '', transaction_date_max: until } = query;
  const listed = transfers
    .filter(({ id }) => id >= Number(since_id))
    .filter(({ at }) => localTime(at) >= from)
    .filter(({ at }) => until === undefined || localTime(at).slice(0, until.length) <= until)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, Math.min(Number(query.limit ?? MOST_ROWS), MOST_ROWS));
  return {
    status: 200,
    error: null,
    messages: { success: true },
    transactions: listed.map((transfer) => ({
      id: String(transfer.id),
      bank_brand_name: account.name,
      account_number: account.account,
      transaction_date: localTime(transfer.at),
      amount_out: `${transfer.direction === 'out' ? transfer.amount : 0}.00`,
      amount_in: `${transfer.direction === 'in' ? transfer.amount : 0}.00`,
      accumulated: `${transfer.balance}.00`,
      transaction_content: transfer.memo,
      reference_number: transfer.reference,
      code: null,
      sub_account: null,
    })),
  };
}
