import fc from 'fast-check';
import type { Config } from '../../config/config.ts';
import { cassoRaw } from '../../payments/gateways/bank/casso.ts';
import { hmacHex } from '../../payments/gateways/core/hmac.ts';
import { momoRaw } from '../../payments/gateways/momo.ts';
import { payosRaw } from '../../payments/gateways/payos.ts';
import { vnpayChecksum, vnpaySignedQuery } from '../../payments/gateways/vnpay/vnpay-signature.ts';
import { MOMO, PAYOS, ZALOPAY } from '../gateways/fake-gateways.ts';
import { type Told, type WireMessage, wireMessage } from '../gateways/gateway-messages.ts';
import { named } from './hints.ts';
import { isObject, type Json } from './json.ts';
import { type Spoil, spoiled } from './spoil.ts';

/** The reporters on a gateway's path. */
const TELLERS: Record<string, Pick<Told, 'method' | 'reporter'>> = {
  sepay: { method: 'bank_transfer', reporter: 'sepay' },
  casso: { method: 'bank_transfer', reporter: 'casso' },
  vnpay: { method: 'vnpay' },
  momo: { method: 'momo' },
  zalopay: { method: 'zalopay' },
  payos: { method: 'payos' },
};

/**
 * Reports on a gateway's path, about existing attempts and others.
 *
 * @throws Error where no report can be written for the path: a new gateway needs one
 */
export function toldOn(path: string): fc.Arbitrary<Json> {
  const [, , name = ''] = path.split('/');
  const teller = TELLERS[name];
  if (teller === undefined) throw new Error(`gateway-drafts.ts has no messages for ${path}`);
  const amount = fc.oneof(
    fc.constantFrom<Json[]>(null, null, 1, 1_000, 2_950_000, 5_900_000, 999_999_999_999),
    fc.integer({ min: 0, max: 2 ** 53 - 1 }),
  );
  return fc.record({
    ...Object.fromEntries(Object.entries(teller).map(([key, value]) => [key, fc.constant(value)])),
    attempt: named('attempt'),
    /** Null: the attempt's. */
    amount,
    transaction: fc.integer({ min: 1, max: 500 }),
    outcome: fc.constantFrom('paid', 'paid', 'failed', 'suspected_fraud'),
    forged: fc.constantFrom(false, false, false, true),
  }) as fc.Arbitrary<Json>;
}

/** The message of a report, spoiled before it is signed, or after. */
export function messageOf(
  config: Config,
  told: Json,
  now: number,
  spoils: readonly Spoil[],
  isSignedAfter: boolean,
): WireMessage {
  const { attempt, amount, ...rest } = told as unknown as Told & { attempt: Json; amount: Json };
  const { reference = 'AAAAAAAAAAAA', amount: asked = 1_000 } = isObject(attempt) ? attempt : {};
  const message = wireMessage(
    config,
    { ...rest, reference: String(reference), amount: Number(amount ?? asked) },
    now,
  );
  if (spoils.length === 0) return message;
  if (rest.method === 'vnpay') return spoiledQuery(config, message, spoils, isSignedAfter);
  const body = spoiled(JSON.parse(message.body) as Json, spoils) ?? null;
  const signed = isSignedAfter ? signedAnew(config, rest, body, now) : { body };
  return { ...message, ...signed, body: JSON.stringify(signed.body) };
}

function spoiledQuery(
  config: Config,
  message: WireMessage,
  spoils: readonly Spoil[],
  isSignedAfter: boolean,
): WireMessage {
  const [path = '', query = ''] = message.path.split('?');
  const fields = spoiled(Object.fromEntries(new URLSearchParams(query)), spoils);
  const texts = Object.entries(isObject(fields) ? fields : {}).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  if (!isSignedAfter)
    return { ...message, path: `${path}?${new URLSearchParams(texts.map(wellFormed))}` };
  const { vnp_SecureHash: _, ...unsigned } = Object.fromEntries(texts.map(wellFormed));
  const signed = vnpaySignedQuery(unsigned);
  const hash = vnpayChecksum(config.vnpay?.hashSecret ?? '', signed);
  return { ...message, path: `${path}?${signed}&vnp_SecureHash=${hash}` };
}

function wellFormed([name, value]: readonly [string, string]): [string, string] {
  return [name.toWellFormed(), value.toWellFormed()];
}

/** The true signature of a message that no gateway would send. */
function signedAnew(
  config: Config,
  { method, reporter }: Pick<Told, 'method' | 'reporter'>,
  body: Json,
  now: number,
): { body: Json; headers?: Record<string, string> } {
  if (!isObject(body)) return { body };
  const json = { 'content-type': 'application/json' };
  if (reporter === 'casso') {
    const signature = hmacHex(
      'sha512',
      config.bankTransfer?.casso?.secret ?? '',
      cassoRaw(String(now), body),
    );
    return { body, headers: { ...json, 'x-casso-signature': `t=${now},v1=${signature}` } };
  }
  if (method === 'momo') {
    const raw = momoRaw('ipn', { ...texts(body), accessKey: MOMO.accessKey });
    return { body: { ...body, signature: hmacHex('sha256', MOMO.secretKey, raw) } };
  }
  if (method === 'zalopay') {
    const data = typeof body.data === 'string' ? body.data : JSON.stringify(body.data ?? null);
    return { body: { ...body, data, mac: hmacHex('sha256', ZALOPAY.key2, data) } };
  }
  if (method === 'payos' && isObject(body.data)) {
    return {
      body: {
        ...body,
        signature: hmacHex('sha256', PAYOS.checksumKey, payosRaw(body.data)),
      },
    };
  }
  return { body };
}

/** In the form that a signature covers; an object is no text. */
function texts(fields: { [name: string]: Json }): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
