import { localTime } from '../bank/transfer.ts';
import { hmacHex } from '../hmac.ts';

/**
 * payOS's side of payOS v2 (payos.vn/docs): written from its documents, independently of the server, so that the two
 * check each other. Signatures are over `name=value`, sorted by name and joined by `&`.
 */
export type Data = Record<string, unknown>;

export function dataText(data: Data): string {
  const pairs = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([name, value]) => `${name}=${valueText(value)}`).join('&');
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value, sortNames) : String(value);
}

/** For JSON.stringify: the objects of a list with their names sorted. */
function sortNames(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function sign(checksumKey: string, data: Data): string {
  return hmacHex('sha256', checksumKey, dataText(data));
}

export function isSignedRequest(checksumKey: string, request: Data): boolean {
  const { amount, cancelUrl, description, orderCode, returnUrl } = request;
  const signed = { amount, cancelUrl, description, orderCode, returnUrl };
  return request.signature === sign(checksumKey, signed);
}

/** The length of the memo that a bank account not linked through payOS leaves. */
const MEMO = 9;

/** The fault in a signed request; null without one. */
export function faultOfRequest(request: Data, now: number): string | null {
  const { orderCode, amount, description, returnUrl, cancelUrl, expiredAt } = request;
  if (!isWhole(orderCode)) return 'orderCode';
  if (!isWhole(amount) || amount > 10_000_000_000) return 'amount';
  if (typeof description !== 'string' || description.length > MEMO) return 'description';
  if (![returnUrl, cancelUrl].every((url) => typeof url === 'string' && URL.canParse(url))) {
    return 'returnUrl';
  }
  if (expiredAt === undefined) return null;
  const inTime = isWhole(expiredAt) && expiredAt < 2 ** 31 && expiredAt * 1_000 > now;
  return inTime ? null : 'expiredAt';
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

export function signedAnswer(checksumKey: string, data: Data) {
  return { code: '00', desc: 'success', data, signature: sign(checksumKey, data) };
}

export interface PayosTransfer {
  orderCode: number;
  paymentLinkId: string;
  amount: number;
  description: string;
  accountNumber: string;
  reference: string;
  at: number;
  paid: boolean;
}

/** A webhook's body. */
export function webhookBody(checksumKey: string, transfer: PayosTransfer) {
  const [code, desc] = transfer.paid ? ['00', 'Thành công'] : ['01', 'Thất bại'];
  const data = {
    orderCode: transfer.orderCode,
    amount: transfer.amount,
    description: transfer.description,
    accountNumber: transfer.accountNumber,
    reference: transfer.reference,
    transactionDateTime: localTime(transfer.at),
    currency: 'VND',
    paymentLinkId: transfer.paymentLinkId,
    code,
    desc,
    counterAccountBankId: '',
    counterAccountBankName: '',
    counterAccountName: 'NGUYEN VAN A',
    counterAccountNumber: '',
    virtualAccountName: null,
    virtualAccountNumber: '',
  };
  return { ...signedAnswer(checksumKey, data), success: transfer.paid };
}
