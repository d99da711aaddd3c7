import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadOnly } from '../../server/database/connect/open.ts';
import { checkMoney } from '../../server/payments/settlement/check-money.ts';
import { PATIENCE_MS, type Stage } from './stage.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
}

/** Mails that have come over SMTP, once at least `count` of them match. */
export async function mailsTo(
  stage: Stage,
  to: string,
  subject: string,
  count = 1,
): Promise<Mail[]> {
  const query = new URLSearchParams({ to, subject });
  let mails: Mail[] = [];
  await waitFor(async () => {
    const response = await fetch(`${stage.demo.outsideUrl}/api/mail?${query}`);
    mails = (await response.json()) as Mail[];
    return mails.length >= count;
  }, `a mail to ${to} with "${subject}"`);
  return mails;
}

export async function waitFor(condition: () => Promise<boolean>, what = 'it'): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await sleep(100);
  }
}

/** Transfers money at the simulated bank, which reports it as SePay does. */
export async function transfer(stage: Stage, amount: number, memo: string): Promise<void> {
  const response = await fetch(`${stage.demo.outsideUrl}/api/bank/transfers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount, memo, mangling: 'prefixed' }),
  });
  const { answers } = (await response.json()) as { answers: { status: number }[] };
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200],
  );
}

export interface VnpayTransaction {
  txnRef: string;
  ipnAnswers: string[];
}

export async function vnpayTransactions(stage: Stage): Promise<VnpayTransaction[]> {
  const response = await fetch(`${stage.demo.outsideUrl}/api/vnpay/transactions`);
  return (await response.json()) as VnpayTransaction[];
}

/** Makes VNPay send a transaction's IPN many times at once; returns the server's answers. */
export async function repeatIpn(stage: Stage, txnRef: string, times: number): Promise<string[]> {
  const response = await fetch(`${stage.demo.outsideUrl}/api/vnpay/ipn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ txnRef, times }),
  });
  const answers = (await response.json()) as { RspCode: string }[];
  return answers.map((answer) => answer.RspCode);
}

export interface Charge {
  id: string;
  state: string;
  takes: { number: string; amount: number; refunded: number }[];
  /** The server's answers to the reports. */
  answers: string[];
}

/** A simulated gateway's charges, the newest first. */
export async function chargesAt(
  stage: Stage,
  gateway: 'momo' | 'zalopay' | 'payos',
): Promise<Charge[]> {
  const response = await fetch(`${stage.demo.outsideUrl}/api/${gateway}/charges`);
  return (await response.json()) as Charge[];
}

/** Checks the database itself: the health check answers from a check that may be a minute old. */
export async function moneyAddsUp(stage: Stage): Promise<void> {
  const db = openReadOnly(stage.database);
  assert.deepEqual(await checkMoney(db), []);
  await db.destroy();
}
