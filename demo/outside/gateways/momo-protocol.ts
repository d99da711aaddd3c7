import { hmacHex } from '../hmac.ts';
import type { Outcome } from './simulator.ts';

/**
 * MoMo's side of its payment gateway, AIO v2 (developers.momo.vn): written from its documents, independently of the
 * server, so that the two check each other.
 */
export interface MomoKeys {
  partnerCode: string;
  accessKey: string;
  secretKey: string;
}

type Values = Record<string, unknown>;

/** MoMo's documents give each signature as such a line; names are in alphabetical order. */
const TEMPLATES = {
  create:
    'accessKey amount extraData ipnUrl orderId orderInfo partnerCode redirectUrl requestId requestType',
  query: 'accessKey orderId partnerCode requestId',
  refund: 'accessKey amount description orderId partnerCode requestId transId',
  ipn: 'accessKey amount extraData message orderId orderInfo orderType partnerCode payType requestId responseTime resultCode transId',
};

export type MomoOperation = keyof typeof TEMPLATES;

export function signedText(operation: MomoOperation, accessKey: string, values: Values): string {
  const names = TEMPLATES[operation].split(' ');
  return names
    .map((name) => `${name}=${name === 'accessKey' ? accessKey : (values[name] ?? '')}`)
    .join('&');
}

/** The fault in a request's sender, by MoMo's result codes; 0 without one. */
export function authenticate(operation: MomoOperation, keys: MomoKeys, request: Values): number {
  if (request.partnerCode !== keys.partnerCode) return 13;
  const text = signedText(operation, keys.accessKey, request);
  return request.signature === hmacHex('sha256', keys.secretKey, text) ? 0 : 13;
}

const ORDER_ID = /^[0-9a-zA-Z]([-_.]*[0-9a-zA-Z]+)*$/;

/** captureWallet's limits, in dong. */
const LEAST = 1_000;
const MOST = 50_000_000;

/** The fault in an order with a right sender; 0 without one. */
export function checkOrder(order: Values, isKnown: (orderId: string) => boolean): number {
  const { orderId, requestId, amount, requestType, redirectUrl, ipnUrl } = order;
  if (typeof orderId !== 'string' || !ORDER_ID.test(orderId) || orderId.length >= 64) return 42;
  if (typeof requestId !== 'string' || requestId === '' || requestId.length > 50) return 20;
  if (requestType !== 'captureWallet' || !isUrl(redirectUrl) || !isUrl(ipnUrl)) return 20;
  if (typeof amount !== 'number' || !Number.isInteger(amount)) return 21;
  if (amount < LEAST || amount > MOST) return 22;
  return isKnown(orderId) ? 41 : 0;
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value);
}

const MESSAGES: Record<number, string> = {
  0: 'Thành công.',
  13: 'Xác thực doanh nghiệp thất bại.',
  20: 'Yêu cầu sai định dạng.',
  21: 'Số tiền không hợp lệ.',
  22: 'Số tiền giao dịch không nằm trong khoảng cho phép.',
  41: 'orderId bị trùng.',
  42: 'orderId không hợp lệ hoặc không được tìm thấy.',
  1000: 'Giao dịch đã được khởi tạo, chờ người dùng xác nhận thanh toán.',
  1001: 'Giao dịch thanh toán thất bại do tài khoản người dùng không đủ tiền.',
  1003: 'Giao dịch đã bị hủy.',
  1005: 'Giao dịch đã hết hạn.',
  1006: 'Giao dịch đã bị từ chối bởi người dùng.',
  1080: 'Giao dịch hoàn tiền thất bại.',
  7000: 'Giao dịch đang được xử lý.',
};

export function result(resultCode: number): { resultCode: number; message: string } {
  return { resultCode, message: MESSAGES[resultCode] ?? '' };
}

const CODES: Record<'waiting' | 'expired' | Outcome, number> = {
  waiting: 1000,
  expired: 1005,
  processing: 7000,
  paid: 0,
  suspected: 9000,
  failed: 1001,
  cancelled: 1006,
};

export function resultCodeOf(state: keyof typeof CODES): number {
  return CODES[state];
}

export interface MomoMessage {
  orderId: string;
  requestId: string;
  amount: number;
  orderInfo: string;
  extraData: string;
  transId: number;
  resultCode: number;
  responseTime: number;
}

/** The body of an IPN, signed; the access key is signed but not in it. */
export function ipnBody(keys: MomoKeys, message: MomoMessage): Record<string, unknown> {
  const body = {
    partnerCode: keys.partnerCode,
    orderId: message.orderId,
    requestId: message.requestId,
    amount: message.amount,
    orderInfo: message.orderInfo,
    orderType: 'momo_wallet',
    transId: message.transId,
    ...result(message.resultCode),
    payType: 'qr',
    responseTime: message.responseTime,
    extraData: message.extraData,
  };
  const text = signedText('ipn', keys.accessKey, body);
  return { ...body, signature: hmacHex('sha256', keys.secretKey, text) };
}
