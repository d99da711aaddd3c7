import assert from 'node:assert/strict';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { isRefusedAsForged, type Told, wireMessage } from '../gateways/gateway-messages.ts';
import { sendToApp } from '../send-to-app.ts';
import type { Charge } from './gateway-ledger.ts';
import type { StepOf } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { isNamed, nth, type PlayedFirm } from './played-firm.ts';

/** These report another amount than requested only by mistake; a transfer may well be short or over. */
const FIXED_AMOUNT = new Set<PaymentMethod>(['vnpay', 'momo', 'zalopay']);

/** A gateway or a reporter of transfers sends a message about an attempt, or fails to. */
export async function sendMessage(firm: PlayedFirm, at: StepOf<'message'>): Promise<MoneyEvent[]> {
  const index = at.attempt % firm.attempts.length;
  const attempt = firm.attempts[index];
  if (attempt === undefined) return [];
  const { method } = attempt;
  const part = at.names === 'part' ? nth(attempt.parts, at.slot) : undefined;
  const asked = part?.amount ?? attempt.amount;
  const names = namesIn(at.names, method, part !== undefined);
  const other = firm.attempts[(index + 1) % firm.attempts.length]?.reference;
  const { reference: own } = attempt;
  const reference = { own, none: 'GH0000000', two: '', part: part?.reference }[names];
  const told: Told = {
    method,
    reference: reference || `${attempt.reference} ${other}`,
    amount: amountOf(asked, at.amount),
    transaction: 0,
    outcome: 'paid',
    forged: at.fate === 'forged',
  };
  const isMistaken = FIXED_AMOUNT.has(method) && told.amount !== asked && names === 'own';
  // Only these two report refusals.
  const hasFailed = at.outcome === 'failed' && (method === 'vnpay' || method === 'momo');
  if (told.forged || hasFailed || isMistaken) {
    const transaction = firm.newTransaction();
    await send(firm, { ...told, transaction, outcome: hasFailed ? 'failed' : 'paid' });
    return [];
  }
  const isSuspected = at.outcome === 'suspected_fraud' && method === 'vnpay' && names === 'own';
  const slot = `${index} ${at.slot} ${names}`;
  const echoed = firm.echoed.get(`${told.reference} ${told.amount}`);
  // A report without the bank's number could be about either of two equal movements.
  if (echoed !== undefined && echoed !== transactionOf(firm, slot)) told.amount += 11 + at.slot;
  const charge = bookedCharge(
    firm,
    { ...told, transaction: transactionOf(firm, slot) },
    isSuspected,
  );
  const canBeAsked = names === 'own' && firm.now < attempt.expiresAt;
  if (at.fate === 'lost' && (canBeAsked || method === 'bank_transfer')) return [];
  await send(firm, {
    ...charge,
    outcome: isSuspected ? 'suspected_fraud' : 'paid',
    forged: false,
  });
  return [{ ...moneyOf(firm, charge), suspected: isSuspected }];
}

function namesIn(
  wanted: StepOf<'message'>['names'],
  method: PaymentMethod,
  hasPart: boolean,
): typeof wanted {
  if (wanted === 'two' && method !== 'bank_transfer') return 'own';
  return wanted === 'part' && !hasPart ? 'own' : wanted;
}

/** Another reporter of the account reports a movement too. */
export async function echoReport(firm: PlayedFirm, at: StepOf<'echo'>): Promise<MoneyEvent[]> {
  const index = at.attempt % firm.attempts.length;
  const slot = `${index} ${at.slot}`;
  const of = firm.transactions.get(`${slot} own`) ?? firm.transactions.get(`${slot} part`);
  const charge = firm.ledger.charges.get(of ?? 0);
  const { sepay, casso } = firm.context.config.bankTransfer ?? {};
  const isBoth = Boolean(sepay && casso);
  if (charge === undefined || FIXED_AMOUNT.has(charge.method)) return [];
  if (charge.method === 'bank_transfer' && !isBoth) return [];
  const { reference, amount, transaction } = charge;
  const isAlone = [...firm.ledger.charges.values()].every(
    (other) =>
      other === charge ||
      other.amount !== amount ||
      !other.reference.split(' ').includes(reference),
  );
  if (!isAlone || firm.joinedInto.has(String(transaction))) return [];
  firm.echoed.set(`${reference} ${amount}`, transaction);
  const bankReference = charge.method === 'payos' ? String(transaction) : `FT${transaction}`;
  const sent = send(firm, {
    ...charge,
    method: 'bank_transfer',
    outcome: 'paid',
    forged: false,
    ...(at.number === 'same' ? { bankReference } : { bankReference: `MB${transaction}` }),
    ...(charge.method === 'bank_transfer' ? { reporter: 'sepay' as const } : {}),
  });
  firm.echoes.push(sent);
  await sent;
  return [moneyOf(firm, charge)];
}

function transactionOf(firm: PlayedFirm, slot: string): number {
  const known = firm.transactions.get(slot);
  if (known !== undefined) return known;
  const transaction = firm.newTransaction();
  firm.transactions.set(slot, transaction);
  return transaction;
}

/** The gateway has the money, as first reported; paid money is suspected no more. */
function bookedCharge(firm: PlayedFirm, told: Told, isSuspected: boolean): Charge {
  const { method, reference, amount, transaction } = told;
  const known = firm.ledger.charges.get(transaction);
  if (known) {
    if (!isSuspected) known.outcome = 'paid';
    return known;
  }
  const outcome = isSuspected ? ('suspected_fraud' as const) : ('paid' as const);
  const charge: Charge = { method, reference, amount, transaction, outcome, at: firm.now };
  firm.ledger.charges.set(transaction, charge);
  return charge;
}

/** The money of a charge, and the attempt that it is for; null where that can't be determined. */
export function moneyOf(firm: PlayedFirm, charge: Charge): MoneyEvent & { kind: 'money' } {
  const { reference, transaction, amount, outcome, at } = charge;
  const named = reference.split(' ');
  // Another method's reference names nothing; but payOS's payers transfer like others.
  const methods = charge.method === 'bank_transfer' ? ['bank_transfer', 'payos'] : [charge.method];
  const known = [...firm.attempts.keys()].filter((index) => {
    const attempt = firm.attempts[index];
    return attempt && methods.includes(attempt.method) && isNamed(attempt, named);
  });
  const attempt = known.length === 1 ? (known[0] ?? null) : null;
  const suspected = outcome === 'suspected_fraud';
  return { kind: 'money', attempt, transaction: String(transaction), amount, suspected, at };
}

async function send(firm: PlayedFirm, told: Told): Promise<void> {
  const wire = wireMessage(firm.context.config, told, firm.now);
  const response = await sendToApp(firm.app, wire);
  const text = await response.text();
  assert.ok(response.status < 500, text);
  assert.equal(isRefusedAsForged(response.status, text), told.forged, text);
}

function amountOf(asked: number, amount: StepOf<'message'>['amount']): number {
  const part = Math.floor(asked / 3);
  return { exact: asked, part, rest: asked - part, over: asked + 1_000, one: 1 }[amount] as number;
}
