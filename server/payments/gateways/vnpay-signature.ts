import { hmacHex, isHmac } from './hmac.ts';

/** VNPay 2.1.0's checksum: HMAC-SHA512 in lower-case hex. */
export function vnpayChecksum(secret: string, data: string): string {
  return hmacHex('sha512', secret, data);
}

/**
 * What the checksum of a pay request, a return and an IPN is over: the `vnp_` parameters but the hash
 * itself, empty ones left out, sorted by name, form-urlencoded (a blank is `+`).
 */
export function vnpaySignedQuery(params: Readonly<Record<string, string>>): string {
  const names = Object.keys(params)
    .filter((name) => name.startsWith('vnp_') && params[name] !== '')
    .filter((name) => name !== 'vnp_SecureHash' && name !== 'vnp_SecureHashType')
    .sort();
  return new URLSearchParams(names.map((name) => [name, params[name] ?? ''])).toString();
}

/** Whether parameters that came from VNPay carry its checksum; never with an empty secret. */
export function isSignedByVnpay(params: Readonly<Record<string, string>>, secret: string): boolean {
  return sameChecksum(params.vnp_SecureHash, secret, vnpaySignedQuery(params));
}

/** The fields of a `querydr` request in the order in which their checksum joins them by `|`. */
export const QUERY_REQUEST_FIELDS = [
  'vnp_RequestId',
  'vnp_Version',
  'vnp_Command',
  'vnp_TmnCode',
  'vnp_TxnRef',
  'vnp_TransactionDate',
  'vnp_CreateDate',
  'vnp_IpAddr',
  'vnp_OrderInfo',
] as const;

/** The same of the answer; a field that is absent joins as empty. */
export const QUERY_ANSWER_FIELDS = [
  'vnp_ResponseId',
  'vnp_Command',
  'vnp_ResponseCode',
  'vnp_Message',
  'vnp_TmnCode',
  'vnp_TxnRef',
  'vnp_Amount',
  'vnp_BankCode',
  'vnp_PayDate',
  'vnp_TransactionNo',
  'vnp_TransactionType',
  'vnp_TransactionStatus',
  'vnp_OrderInfo',
  'vnp_PromotionCode',
  'vnp_PromotionAmount',
] as const;

export function pipeJoined(
  fields: readonly string[],
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  return fields.map((field) => String(values[field] ?? '')).join('|');
}

/** Whether a checksum is right; never with an empty secret. */
export function sameChecksum(given: string | undefined, secret: string, data: string): boolean {
  return isHmac('sha512', secret, data, given);
}

/** The fields of a `refund` request in the order of its checksum. */
export const REFUND_REQUEST_FIELDS = [
  'vnp_RequestId',
  'vnp_Version',
  'vnp_Command',
  'vnp_TmnCode',
  'vnp_TransactionType',
  'vnp_TxnRef',
  'vnp_Amount',
  'vnp_TransactionNo',
  'vnp_TransactionDate',
  'vnp_CreateBy',
  'vnp_CreateDate',
  'vnp_IpAddr',
  'vnp_OrderInfo',
] as const;

/** The same of its answer: a query's, without the promotion. */
export const REFUND_ANSWER_FIELDS = QUERY_ANSWER_FIELDS.slice(0, 13);
