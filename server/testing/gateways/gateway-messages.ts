import { compactInstant } from '../../../shared/calendar-date.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Config } from '../../config/config.ts';
import { cassoRaw } from '../../payments/gateways/bank/casso.ts';
import { hmacHex } from '../../payments/gateways/core/hmac.ts';
import { vnpayChecksum, vnpaySignedQuery } from '../../payments/gateways/vnpay/vnpay-signature.ts';
import { NOW } from '../test-server.ts';
import { bankTime, momoIpn, payosWebhook, zalopayCallback } from './fake-gateways.ts';

/** A gateway's report about an attempt, in terms common to all of them. */
export interface Told {
  method: PaymentMethod;
  /** A transfer's memo may name several, separated by blanks. */
  reference: string;
  amount: number;
  /** The gateway's own number of the transaction. */
  transaction: number;
  outcome: 'paid' | 'failed' | 'suspected_fraud';
  /** Signed without the right secret. */
  forged: boolean;
  /** The bank's number of a transfer; `FT` and the transaction's by default. */
  bankReference?: string;
  /** Time at which the money moved, if not that of the report. */
  at?: number;
  /** The reporter of a transfer; by default Casso if configured, else SePay. */
  reporter?: 'sepay' | 'casso';
}

/** A message as it goes over the wire. */
export interface WireMessage {
  /** Path below `/gateways`, with the query. */
  path: string;
  httpMethod: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string;
}

/** Writes and signs a message as the attempt's gateway does, at an instant by the server's clock. */
export function wireMessage(config: Config, told: Told, now = NOW): WireMessage {
  const { reference, amount, transaction: transactionId, forged, outcome } = told;
  const at = told.at ?? now;
  const report = { reference, amount, transactionId, forged, at };
  switch (told.method) {
    case 'vnpay':
      return vnpayIpn(config, told, now);
    case 'momo':
      return post('momo', momoIpn({ ...report, resultCode: outcome === 'paid' ? 0 : 1006 }));
    case 'zalopay':
      return post('zalopay', zalopayCallback(report));
    case 'payos':
      return post('payos', payosWebhook({ ...report, at: told.at }));
    case 'bank_transfer':
      return (told.reporter ?? (config.bankTransfer?.casso ? 'casso' : 'sepay')) === 'casso'
        ? cassoWebhook(config, told, now)
        : sepayWebhook(config, told, now);
  }
}

function post(path: string, body: string, headers: Record<string, string> = {}): WireMessage {
  const json = { 'content-type': 'application/json' };
  return { path, httpMethod: 'POST', headers: { ...json, ...headers }, body };
}

function vnpayIpn(config: Config, told: Told, now: number): WireMessage {
  const code = { paid: '00', failed: '24', suspected_fraud: '07' }[told.outcome];
  const query = vnpaySignedQuery({
    vnp_Amount: String(told.amount * 100),
    vnp_BankCode: 'NCB',
    vnp_OrderInfo: `Thanh toan gia han ${told.reference}`,
    vnp_PayDate: compactInstant(told.at ?? now),
    vnp_ResponseCode: code,
    vnp_TmnCode: config.vnpay?.tmnCode ?? '',
    vnp_TransactionNo: told.outcome === 'failed' ? '0' : String(told.transaction),
    vnp_TransactionStatus: code === '24' ? '02' : code,
    vnp_TxnRef: told.reference,
  });
  const secret = told.forged ? 'not-the-secret' : (config.vnpay?.hashSecret ?? '');
  const path = `vnpay/ipn?${query}&vnp_SecureHash=${vnpayChecksum(secret, query)}`;
  return { path, httpMethod: 'GET', headers: {}, body: '' };
}

/** A memo as banks pass it on: prefixed, in lower case, broken by blanks. */
export function mangledMemo({
  reference,
  transaction,
}: Pick<Told, 'reference' | 'transaction'>): string {
  const torn = reference
    .toLowerCase()
    .split(' ')
    .map((one) => `${one.slice(0, 4)} ${one.slice(4)}`);
  return `CT DEN:${transaction} ${torn.join('.')}-020097040`;
}

/** A message of SePay, with the API key, or signed where there is a secret for it. */
function sepayWebhook(config: Config, told: Told, now: number): WireMessage {
  const { apiKey, webhookSecret } = config.bankTransfer?.sepay ?? {};
  const body = JSON.stringify({
    id: told.transaction,
    gateway: 'Vietcombank',
    transactionDate: bankTime(told.at ?? now),
    accountNumber: config.bankTransfer?.accountNumber,
    code: null,
    content: mangledMemo(told),
    transferType: 'in',
    transferAmount: told.amount,
    accumulated: 19_077_000,
    subAccount: null,
    referenceCode: told.bankReference ?? `FT${told.transaction}`,
    description: '',
  });
  if (!webhookSecret) {
    return post('sepay', body, {
      authorization: `Apikey ${told.forged ? 'not-the-api-key' : apiKey}`,
    });
  }
  const timestamp = String(Math.floor(now / 1_000));
  const secret = told.forged ? 'not-the-secret' : webhookSecret;
  const signature = `sha256=${hmacHex('sha256', secret, `${timestamp}.${body}`)}`;
  return post('sepay', body, {
    'x-sepay-timestamp': timestamp,
    'x-sepay-signature': signature,
  });
}

function cassoWebhook(config: Config, told: Told, now: number): WireMessage {
  const message = {
    error: 0,
    data: {
      id: told.transaction,
      reference: told.bankReference ?? `FT${told.transaction}`,
      description: mangledMemo(told),
      amount: told.amount,
      runningBalance: 25_000_000,
      transactionDateTime: bankTime(told.at ?? now),
      accountNumber: config.bankTransfer?.accountNumber,
    },
  };
  const secret = told.forged ? 'not-the-secret' : (config.bankTransfer?.casso?.secret ?? '');
  const timestamp = String(now);
  const signature = hmacHex('sha512', secret, cassoRaw(timestamp, message));
  const headers = { 'x-casso-signature': `t=${timestamp},v1=${signature}` };
  return post('casso', JSON.stringify(message), headers);
}

/** Whether the answer to a gateway rejects its signature; each gateway has its own. */
export function isRefusedAsForged(status: number, answer: string): boolean {
  return status === 401 || answer.includes('"RspCode":"97"') || answer.includes('mac not equal');
}
