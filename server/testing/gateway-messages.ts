import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { Config } from '../config.ts';
import { cassoRaw } from '../payments/gateways/casso.ts';
import { hmacHex } from '../payments/gateways/hmac.ts';
import { vnpayChecksum, vnpaySignedQuery } from '../payments/gateways/vnpay-signature.ts';
import { momoIpn, payosWebhook, zalopayCallback } from './fake-gateways.ts';

/** What a gateway tells of a session, in the words that all of them have in common. */
export interface Told {
  method: PaymentMethod;
  reference: string;
  amount: number;
  /** The gateway's own number of the transaction. */
  transaction: number;
  outcome: 'paid' | 'failed' | 'suspected_fraud';
  /** Signed by somebody who does not know the secret. */
  forged: boolean;
}

/** A message as it goes over the wire. */
export interface WireMessage {
  /** Below `/gateways`, with the query. */
  path: string;
  httpMethod: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string;
}

/** Writes and signs a message as the session's gateway does. */
export function wireMessage(config: Config, told: Told): WireMessage {
  const { reference, amount, transaction: transactionId, forged, outcome } = told;
  const report = { reference, amount, transactionId, forged };
  switch (told.method) {
    case 'vnpay':
      return vnpayIpn(config, told);
    case 'momo':
      return post('momo', momoIpn({ ...report, resultCode: outcome === 'paid' ? 0 : 1006 }));
    case 'zalopay':
      return post('zalopay', zalopayCallback(report));
    case 'payos':
      return post('payos', payosWebhook(report));
    case 'bank_transfer':
      return config.bankTransfer?.casso ? cassoWebhook(config, told) : sepayWebhook(config, told);
  }
}

function post(path: string, body: string, headers: Record<string, string> = {}): WireMessage {
  const json = { 'content-type': 'application/json' };
  return { path, httpMethod: 'POST', headers: { ...json, ...headers }, body };
}

function vnpayIpn(config: Config, told: Told): WireMessage {
  const code = { paid: '00', failed: '24', suspected_fraud: '07' }[told.outcome];
  const query = vnpaySignedQuery({
    vnp_Amount: String(told.amount * 100),
    vnp_BankCode: 'NCB',
    vnp_OrderInfo: `Thanh toan gia han ${told.reference}`,
    vnp_PayDate: '20261123100500',
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

/** As banks pass memos on: prefixed, in lower case, torn by blanks. */
function mangledMemo({ reference, transaction }: Told): string {
  const memo = reference.toLowerCase();
  return `CT DEN:${transaction} ${memo.slice(0, 4)} ${memo.slice(4)}-020097040`;
}

function sepayWebhook(config: Config, told: Told): WireMessage {
  const apiKey = told.forged ? 'not-the-api-key' : config.bankTransfer?.sepay?.apiKey;
  const body = JSON.stringify({
    id: told.transaction,
    gateway: 'Vietcombank',
    transactionDate: '2026-11-23 14:02:37',
    accountNumber: config.bankTransfer?.accountNumber,
    code: null,
    content: mangledMemo(told),
    transferType: 'in',
    transferAmount: told.amount,
    accumulated: 19_077_000,
    subAccount: null,
    referenceCode: `FT${told.transaction}`,
    description: '',
  });
  return post('sepay', body, { authorization: `Apikey ${apiKey}` });
}

function cassoWebhook(config: Config, told: Told): WireMessage {
  const message = {
    error: 0,
    data: {
      id: told.transaction,
      reference: `FT${told.transaction}`,
      description: mangledMemo(told),
      amount: told.amount,
      runningBalance: 25_000_000,
      transactionDateTime: '2026-11-23 15:36:21',
      accountNumber: config.bankTransfer?.accountNumber,
    },
  };
  const secret = told.forged ? 'not-the-secret' : (config.bankTransfer?.casso?.secret ?? '');
  const timestamp = '1795400000';
  const signature = hmacHex('sha512', secret, cassoRaw(timestamp, message));
  const headers = { 'x-casso-signature': `t=${timestamp},v1=${signature}` };
  return post('casso', JSON.stringify(message), headers);
}
