import { createHmac } from 'node:crypto';

/**
 * VNPay's side of VNPay 2.1.0 (sandbox.vnpayment.vn, pay and querydr): written from the specification,
 * apart from the server's, so that the two check each other.
 */
export function hmacSha512(secret: string, data: string): string {
  return createHmac('sha512', Buffer.from(secret, 'utf8')).update(data, 'utf8').digest('hex');
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
  return new Date(instant + 7 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
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
  /** What the merchant's server answered to each IPN. */
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

/** Whether a `querydr` request carries the merchant's checksum. */
export function isSignedQuery(secret: string, request: Record<string, string>): boolean {
  const data = [
    request.vnp_RequestId,
    request.vnp_Version,
    request.vnp_Command,
    request.vnp_TmnCode,
    request.vnp_TxnRef,
    request.vnp_TransactionDate,
    request.vnp_CreateDate,
    request.vnp_IpAddr,
    request.vnp_OrderInfo,
  ].join('|');
  return request.vnp_SecureHash === hmacSha512(secret, data);
}

/** The answer to `querydr`, signed; without a transaction, that there is none (91). */
export function queryAnswer(
  secret: string,
  tmnCode: string,
  txnRef: string,
  transaction: VnpayTransaction | undefined,
): Record<string, string> {
  const answer: Record<string, string> = {
    vnp_ResponseId: crypto.randomUUID().replaceAll('-', ''),
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
  };
  return { ...answer, vnp_SecureHash: hmacSha512(secret, Object.values(answer).join('|')) };
}
