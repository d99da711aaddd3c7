import { payosReference } from '../../server/payments/gateways/payos.ts';
import {
  type FakeGateways,
  payosAnswer,
  startFakeGateways,
} from '../../server/testing/gateways/fake-gateways.ts';
import {
  type Charge,
  GatewayLedger,
  type RefundCourse,
} from '../../server/testing/histories/gateway-ledger.ts';
import { MailServer } from '../../server/testing/mail-server.ts';
import type { Random } from '../../server/testing/random.ts';
import { VNPAY_SECRET, VNPAY_TMN_CODE } from '../../server/testing/test-server.ts';
import { type Called, startFlakyServer } from './flaky-http.ts';
import { startFlakySmtp } from './flaky-smtp.ts';

/** The third parties' servers that ours calls: each fails in its ways until it is calm. */
export interface Others {
  /** All gateways, and both reporters of transfers. */
  env: Record<string, string>;
  smtpPort: number;
  webhookUrl: string;
  /** Message-IDs of all mails that have arrived, repeats included. */
  mails(): string[];
  /** Events that the portal has accepted. */
  events: Set<string>;
  /** Money that payers have paid, by the gateway's or the bank's number. */
  charges: ReadonlyMap<number, Charge>;
  /** Makes a payer pay, without a report. */
  charge(charge: Omit<Charge, 'transaction'>): Charge;
  /**
   * The amount that a gateway has paid back by a refund's id, as it answers when asked: an accepted refund is made
   * then.
   */
  paidBackFor(refundId: string): number;
  calm(): void;
  stop(): Promise<void>;
}

/** The gateways' ways of paying back, apart from faults on the way to them. */
const REFUND_COURSES: readonly RefundCourse[] = [
  'made',
  'made',
  'pending',
  'lost',
  'silent',
  'refused',
];

/** Begins high, since banks' numbers have six digits or more. */
let lastTransaction = 100_000;

export async function startOthers(random: Random): Promise<Others> {
  let isCalm = false;
  const happens = (probability: number) => !isCalm && random.chance(probability);
  const mail = await MailServer.start();
  mail.refuse = {
    greeting: () => (happens(0.03) ? [421, '4.3.2 Not now'] : undefined),
    message: () => {
      mail.delay = happens(0.3) ? random.below(400) : 0;
      return happens(0.08) ? [451, '4.3.0 Try again later'] : undefined;
    },
    recipient: () => (happens(0.04) ? [451, '4.7.1 Greylisted'] : undefined),
  };
  const smtp = await startFlakySmtp(random, Number(mail.address.split(':')[1]));
  const gateways = await startFakeGateways();
  const ledger = new GatewayLedger(gateways);
  sendPayersOn(gateways);
  const proxy = await startFlakyServer(random, (call) => pass(call, originOf(gateways)));
  const events = new Set<string>();
  const portal = await startFlakyServer(random, async ({ headers }) => {
    events.add(String(headers['webhook-id']));
    return undefined;
  });
  return {
    env: {
      ...throughProxy(gateways.env, originOf(gateways), proxy.url),
      VNPAY_TMN_CODE,
      VNPAY_HASH_SECRET: VNPAY_SECRET,
      VNPAY_PAY_URL: 'https://vnpay.example/pay',
      SEPAY_API_TOKEN: 'a-sepay-token-for-tests',
      CASSO_SECRET: 'a-casso-secret-for-tests',
      CASSO_API_KEY: 'a-casso-key-for-tests',
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    },
    smtpPort: smtp.port,
    webhookUrl: `${portal.url}/events`,
    mails: () => mail.mails.map(({ messageId }) => messageId),
    events,
    charges: ledger.charges,
    charge(paid) {
      const transaction = ++lastTransaction;
      const charge: Charge = { ...paid, transaction };
      ledger.charges.set(transaction, charge);
      if (!isCalm) ledger.courses.set(transaction, random.pick(REFUND_COURSES));
      return charge;
    },
    paidBackFor(refundId) {
      ledger.finish(refundId);
      return ledger.paidBackFor(refundId);
    },
    calm() {
      isCalm = true;
      ledger.courses.clear();
      mail.delay = 0;
      for (const one of [smtp, proxy, portal]) one.calm();
    },
    async stop() {
      isCalm = true;
      for (const one of [smtp, proxy, portal]) await one.stop();
      gateways.stop();
      await mail.stop();
    },
  };
}

const originOf = ({ env }: FakeGateways) => new URL(env.MOMO_API_URL ?? '').origin;

function throughProxy(env: Record<string, string>, origin: string, proxyUrl: string) {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(origin, proxyUrl)]),
  );
}

async function pass({ method, path, headers, body }: Called, to: string): Promise<string> {
  const answer = await fetch(to + path, {
    method,
    headers: { 'content-type': headers['content-type'] ?? 'application/json' },
    ...(method === 'GET' ? {} : { body }),
  });
  return await answer.text();
}

/** Gives the address of each gateway's page the reference and amount to pay. */
function sendPayersOn({ answers }: FakeGateways): void {
  const page = (gateway: string, reference: unknown, amount: unknown) =>
    `https://${gateway}.example/pay?reference=${reference}&amount=${amount}`;
  type Body = Record<string, unknown>;
  answers.set('/momo/v2/gateway/api/create', ({ orderId, amount }: Body) => ({
    resultCode: 0,
    orderId,
    payUrl: page('momo', orderId, amount),
  }));
  answers.set('/zalopay/v2/create', ({ app_trans_id, amount }: Body) => ({
    return_code: 1,
    order_url: page('zalopay', String(app_trans_id).slice(7), amount),
  }));
  answers.set('/payos/v2/payment-requests', ({ orderCode, amount }: Body) =>
    payosAnswer({
      orderCode,
      checkoutUrl: page('payos', payosReference(Number(orderCode)), amount),
    }),
  );
}

/** The reference and amount on a gateway's page. */
export function toPay(redirectUrl: string): { reference: string; amount: number } {
  const { searchParams } = new URL(redirectUrl);
  const vnpayReference = searchParams.get('vnp_TxnRef');
  if (vnpayReference !== null) {
    return { reference: vnpayReference, amount: Number(searchParams.get('vnp_Amount')) / 100 };
  }
  return {
    reference: searchParams.get('reference') ?? '',
    amount: Number(searchParams.get('amount')),
  };
}
