import { hmacHex } from '../hmac.ts';
import { type Outcome, vietnamDigits } from './simulator.ts';

/**
 * ZaloPay's side of ZaloPay v2 (docs.zalopay.vn): written from its documents, independently of the server, so that the
 * two check each other. Merchants sign with key 1, ZaloPay with key 2.
 */
export interface ZalopayKeys {
  appId: number;
  key1: string;
  key2: string;
}

/** A request as a form: everything is text. */
export type Form = Record<string, string>;

export function mac(key: string, ...fields: unknown[]): string {
  return hmacHex('sha256', key, fields.join('|'));
}

/** The text under each request's mac. */
const SIGNED = {
  create: (f: Form) => [
    f.app_id,
    f.app_trans_id,
    f.app_user,
    f.amount,
    f.app_time,
    f.embed_data,
    f.item,
  ],
  query: (f: Form, key1: string) => [f.app_id, f.app_trans_id, key1],
  refund: (f: Form) => [f.app_id, f.zp_trans_id, f.amount, f.description, f.timestamp],
  query_refund: (f: Form) => [f.app_id, f.m_refund_id, f.timestamp],
};

export type ZalopayOperation = keyof typeof SIGNED;

export function isSigned(operation: ZalopayOperation, keys: ZalopayKeys, form: Form): boolean {
  if (form.app_id !== String(keys.appId)) return false;
  return form.mac === mac(keys.key1, ...SIGNED[operation](form, keys.key1));
}

const QUARTER_HOUR_MS = 15 * 60_000;

/** The fault in an order with a right mac; null without one. */
export function faultOfOrder(form: Form, now: number): string | null {
  const { app_trans_id: id = '', app_user: user = '', app_time: time = '', amount = '' } = form;
  if (!id.startsWith(`${dayOf(now)}_`) || id.length > 40) return 'app_trans_id invalid';
  if (user === '' || user.length > 50) return 'app_user invalid';
  if (!/^\d{13}$/.test(time) || Math.abs(now - Number(time)) > QUARTER_HOUR_MS) {
    return 'app_time invalid';
  }
  if (!/^[1-9]\d{0,11}$/.test(amount)) return 'amount invalid';
  if (!isJson(form.embed_data, 1_024, '{')) return 'embed_data invalid';
  if (!isJson(form.item, 2_048, '[')) return 'item invalid';
  if ((form.description ?? '').length === 0 || (form.description ?? '').length > 256) {
    return 'description invalid';
  }
  const life = form.expire_duration_seconds;
  const lives = life === undefined || (Number(life) >= 300 && Number(life) <= 2_592_000);
  return lives ? null : 'expire_duration_seconds invalid';
}

function isJson(text: string | undefined, most: number, opening: string): boolean {
  if (text === undefined || text.length > most || !text.startsWith(opening)) return false;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** `yymmdd` in Vietnam. */
export function dayOf(instant: number): string {
  return vietnamDigits(instant).slice(2, 8);
}

/** An answer: 1 for right, 2 for wrong, 3 for under way; the sub-code says why. */
export function answer(code: 1 | 2 | 3, subCode: number, message: string) {
  const messages = { 1: 'Giao dịch thành công', 2: 'Giao dịch thất bại', 3: 'Đang xử lý' };
  return {
    return_code: code,
    return_message: messages[code],
    sub_return_code: subCode,
    sub_return_message: message,
  };
}

export interface ZalopayPayment {
  appTransId: string;
  appTime: number;
  appUser: string;
  amount: number;
  embedData: string;
  item: string;
  zpTransId: string;
  at: number;
}

/** A callback's body: its mac is over the raw text of `data`. */
export function callbackBody(keys: ZalopayKeys, payment: ZalopayPayment): string {
  const data = JSON.stringify({
    app_id: keys.appId,
    app_trans_id: payment.appTransId,
    app_time: payment.appTime,
    app_user: payment.appUser,
    amount: payment.amount,
    embed_data: payment.embedData,
    item: payment.item,
    zp_trans_id: Number(payment.zpTransId),
    server_time: payment.at,
    channel: 38,
    merchant_user_id: '',
    user_fee_amount: 0,
    discount_amount: 0,
  });
  return JSON.stringify({ data, mac: mac(keys.key2, data), type: 1 });
}

/** The parameters that the payer's browser carries. */
export function returnParams(
  keys: ZalopayKeys,
  appTransId: string,
  amount: number,
  outcome: Outcome,
): Record<string, unknown> {
  const status = { paid: 1, suspected: 3, processing: 3, failed: -49, cancelled: -49 }[outcome];
  const params = {
    appid: keys.appId,
    apptransid: appTransId,
    pmcid: 38,
    bankcode: '',
    amount,
    discountamount: 0,
    status,
  };
  return { ...params, checksum: mac(keys.key2, ...Object.values(params)) };
}
