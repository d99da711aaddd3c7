import { hmacHex, isHmac } from '../core/hmac.ts';

/** VNPay 2.1.0's checksum: HMAC-SHA512 in lower-case hex. */
export function vnpayChecksum(secret: string, data: string): string {
  return hmacHex('sha512', secret, data);
}

/**
 * The text under the checksum of a pay request, a return and an IPN: the `vnp_` parameters except the hash, without
 * empty ones, sorted by name, form-urlencoded (a blank is `+`).
 */
export function vnpaySignedQuery(params: Readonly<Record<string, string>>): string {
  const names = Object.keys(params)
    .filter((name) => isSignedName(name) && params[name] !== '')
    .sort();
  return new URLSearchParams(names.map((name) => [name, params[name] ?? ''])).toString();
}

/**
 * Whether a query from VNPay carries its checksum: over the parameters as we encode them, or as received, since
 * encoders differ on a blank and on `! ' ( ) * ~`. Never with an empty secret, nor with a name that occurs twice: one
 * could be signed and the other read.
 */
export function isSignedByVnpay(query: string, secret: string): boolean {
  const given = new URLSearchParams(query);
  const params = Object.fromEntries(given);
  if (Object.keys(params).length !== given.size) return false;
  return [vnpaySignedQuery(params), receivedQuery(query)].some((data) =>
    sameChecksum(params.vnp_SecureHash, secret, data),
  );
}

/** The `vnp_` parameters except the hash, sorted by name, in the very characters received. */
function receivedQuery(query: string): string {
  const named = query.split('&').flatMap((pair) => {
    const [name] = new URLSearchParams(pair).keys();
    return name === undefined ? [] : [{ name, pair }];
  });
  return named
    .filter(({ name }) => isSignedName(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ pair }) => pair)
    .join('&');
}

/** Every parameter that is read must be signed, however its name is encoded. */
function isSignedName(name: string): boolean {
  return name.startsWith('vnp_') && name !== 'vnp_SecureHash' && name !== 'vnp_SecureHashType';
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

/** The same of the answer; an absent field joins as empty. */
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
