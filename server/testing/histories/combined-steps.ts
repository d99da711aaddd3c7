import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { cancel, place } from './accountant-steps.ts';
import { sendMessage } from './gateway-steps.ts';
import type { StepOf } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { startAttempt } from './payer-steps.ts';
import type { PlayedFirm } from './played-firm.ts';

const WHOLE_YEAR = { kind: 'place', years: 1, endMonth: 12, ahead: 0, users: 2 } as const;

/** Orders for the same customers again: instead of an order that is cancelled first, or beside it. */
export async function placeRival(firm: PlayedFirm, at: StepOf<'rival'>): Promise<MoneyEvent[]> {
  const order = at.order % firm.orders.length;
  const [world] = firm.worlds;
  const lines = world?.lines.filter((line) => line.order === order) ?? [];
  const customers = lines.map((line) => line.licence);
  const events: MoneyEvent[] = [];
  if (at.instead) events.push(...(await cancel(firm, { kind: 'cancel', order, lines: null })));
  const { withCode, method } = at;
  const placed = await place(firm, { ...WHOLE_YEAR, customers, withCode });
  events.push(...placed);
  const [own] = placed;
  if (own?.kind !== 'placed') return events;
  if (at.isPaid) events.push(...(await startAndPay(firm, own.order, method, 'exact')));
  return events;
}

/** Pays an order by two attempts, a part by each. */
export async function payInParts(firm: PlayedFirm, at: StepOf<'in_parts'>): Promise<MoneyEvent[]> {
  const order = at.order % firm.orders.length;
  const part = await startAndPay(firm, order, 'bank_transfer', 'part');
  return [...part, ...(await startAndPay(firm, order, 'payos', 'rest'))];
}

/** Orders all for the volume discount, although one line alone is wanted, and cancels the others. */
export async function playForVolume(firm: PlayedFirm, at: StepOf<'volume'>): Promise<MoneyEvent[]> {
  const { withCode, method } = at;
  const placed = await place(firm, { ...WHOLE_YEAR, customers: [0, 1, 2], withCode });
  const [own] = placed;
  if (own?.kind !== 'placed') return placed;
  const orderId = firm.orders[own.order]?.id;
  const start = { kind: 'start', order: own.order, method, byLink: false } as const;
  const begun = await startAttempt(firm, { ...start, lines: [0] });
  const attempt = firm.attempts.findLastIndex((known) => known.orderId === orderId);
  const told = { amount: 'exact', outcome: 'paid', fate: 'told', names: 'own', slot: 0 } as const;
  const pay = async () =>
    attempt === -1 || !at.isPaid
      ? []
      : await sendMessage(firm, { kind: 'message', attempt, ...told });
  const first = at.isPaidFirst ? await pay() : [];
  const rest = own.lines.length > 1 ? [1, 2] : [];
  const cancelled = rest.length
    ? await cancel(firm, { kind: 'cancel', order: own.order, lines: rest })
    : [];
  return [...placed, ...begun, ...first, ...cancelled, ...(at.isPaidFirst ? [] : await pay())];
}

/** All unpaid lines of an order, in an attempt of its own or one that is open for them. */
async function startAndPay(
  firm: PlayedFirm,
  order: number,
  method: PaymentMethod,
  amount: StepOf<'message'>['amount'],
): Promise<MoneyEvent[]> {
  await startAttempt(firm, { kind: 'start', order, lines: [0, 1, 2], method, byLink: false });
  const orderId = firm.orders[order]?.id;
  const attempt = firm.attempts.findLastIndex(
    (known) => known.orderId === orderId && known.method === method,
  );
  if (attempt === -1) return [];
  const told = { amount, outcome: 'paid', fate: 'told', names: 'own' } as const;
  return await sendMessage(firm, { kind: 'message', attempt, slot: 2, ...told });
}
