import { hmacHex } from '../hmac.ts';
import { vietnamDigits } from './simulator.ts';

/**
 * VNPay's side of VNPay 2.1.0 (sandbox.vnpayment.vn, pay, querydr and refund): written from the specification,
 * independently of the server, so that the two check each other.
 */
export function hmacSha512(secret: string, data: string): string {
  return hmacHex('sha512', secret, data);
}

/** Sorted `name=value` pairs, form-urlencoded as Java's URLEncoder does it. */
export function hashData(params: Record<string, string>): string {
  return Object.entries(params)
    .filter(([name, value]) => /^vnp_(?!SecureHash)/.test(name) && value.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The parameters with their hash, as an address's query. */
export function signedQuery(secret: string, params: Record<string, string>): string {
  const data = hashData(params);
  return `${data}&vnp_SecureHash=${hmacSha512(secret, data)}`;
}

export function isSigned(secret: string, params: Record<string, string>): boolean {
  return params.vnp_SecureHash?.toLowerCase() === hmacSha512(secret, hashData(params));
}

/** `yyyyMMddHHmmss` in GMT+7. */
export function vnpayTime(instant: number): string {
  return vietnamDigits(instant);
}

export interface VnpayTransaction {
  txnRef: string;
  /** Hundredths of a dong. */
  amount: string;
  orderInfo: string;
  returnUrl: string;
  /** VNPay's own number; empty until the payer has decided. */
  transactionNo: string;
  responseCode: string;
  status: string;
  payDate: string;
  /** The merchant server's answer to each IPN. */
  ipnAnswers: string[];
}

export function reportParams(
  tmnCode: string,
  transaction: VnpayTransaction,
): Record<string, string> {
  return {
    vnp_Amount: transaction.amount,
    vnp_BankCode: 'NCB',
    vnp_BankTranNo: transaction.responseCode === '00' ? `VNP${transaction.transactionNo}` : '',
    vnp_CardType: 'ATM',
    vnp_OrderInfo: transaction.orderInfo,
    vnp_PayDate: transaction.payDate,
    vnp_ResponseCode: transaction.responseCode,
    vnp_TmnCode: tmnCode,
    vnp_TransactionNo: transaction.transactionNo,
    vnp_TransactionStatus: transaction.status,
    vnp_TxnRef: transaction.txnRef,
  };
}

/** The fields of a request in the order in which its checksum joins them. */
const REQUEST_FIELDS = {
  querydr: 'RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo',
  refund:
    'RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy CreateDate IpAddr OrderInfo',
};

/** Whether a request to the API carries the merchant's checksum. */
export function isSignedRequest(
  secret: string,
  command: keyof typeof REQUEST_FIELDS,
  request: Record<string, string>,
): boolean {
  if (request.vnp_Command !== command) return false;
  const names = REQUEST_FIELDS[command].split(' ');
  const data = names.map((name) => request[`vnp_${name}`]).join('|');
  return request.vnp_SecureHash === hmacSha512(secret, data);
}

function signedAnswer(secret: string, answer: Record<string, string>): Record<string, string> {
  return { ...answer, vnp_SecureHash: hmacSha512(secret, Object.values(answer).join('|')) };
}

/** The answer to `querydr`, signed; 91 where there is no transaction. */
export function queryAnswer(
  secret: string,
  tmnCode: string,
  txnRef: string,
  transaction: VnpayTransaction | undefined,
): Record<string, string> {
  return signedAnswer(secret, {
    vnp_ResponseId: responseId(),
    vnp_Command: 'querydr',
    vnp_ResponseCode: transaction ? '00' : '91',
    vnp_Message: transaction ? 'QueryDR Success' : 'Transaction not found',
    vnp_TmnCode: tmnCode,
    vnp_TxnRef: txnRef,
    vnp_Amount: transaction?.amount ?? '',
    vnp_BankCode: transaction ? 'NCB' : '',
    vnp_PayDate: transaction?.payDate ?? '',
    vnp_TransactionNo: transaction?.transactionNo ?? '',
    vnp_TransactionType: transaction ? '01' : '',
    vnp_TransactionStatus: transaction?.status ?? '',
    vnp_OrderInfo: transaction?.orderInfo ?? '',
    vnp_PromotionCode: '',
    vnp_PromotionAmount: '',
  });
}

/** 00: refunded; 91: no such transaction; 94: asked before; 95: refused; 99: any other fault. */
const REFUND_MESSAGES = {
  '00': 'Refund success',
  '91': 'Transaction not found',
  '94': 'Request is duplicate',
  '95': 'Transaction was not successful',
  '99': 'Unknown error',
};

/** The answer to `refund`, signed. */
export function refundAnswer(
  secret: string,
  request: Record<string, string>,
  code: keyof typeof REFUND_MESSAGES,
  transactionNo: string,
  payDate: string,
): Record<string, string> {
  return signedAnswer(secret, {
    vnp_ResponseId: responseId(),
    vnp_Command: 'refund',
    vnp_ResponseCode: code,
    vnp_Message: REFUND_MESSAGES[code],
    vnp_TmnCode: request.vnp_TmnCode ?? '',
    vnp_TxnRef: request.vnp_TxnRef ?? '',
    vnp_Amount: request.vnp_Amount ?? '',
    vnp_BankCode: 'NCB',
    vnp_PayDate: payDate,
    vnp_TransactionNo: transactionNo,
    vnp_TransactionType: request.vnp_TransactionType ?? '',
    vnp_TransactionStatus: code === '00' ? '00' : '09',
    vnp_OrderInfo: request.vnp_OrderInfo ?? '',
  });
}

function responseId(): string {
  return crypto.randomUUID().replaceAll('-', '');
}
