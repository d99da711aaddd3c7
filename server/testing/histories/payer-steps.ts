import assert from 'node:assert/strict';
import { inList } from '../../database/in-list.ts';
import { questionsAnswered } from '../../payments/attempts/ask-gateway.ts';
import { readPaymentAttempt } from '../../payments/attempts/read-payment-attempt.ts';
import { startPayment } from '../../payments/attempts/start-payment.ts';
import type { Payer } from '../../payments/core/payer.ts';
import { createPaymentLink } from '../../payments/links/create-payment-link.ts';
import type { StepOf } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { nth, type PlayedFirm } from './played-firm.ts';
import { ignoreRefusal } from './refusals.ts';

export async function startAttempt(firm: PlayedFirm, at: StepOf<'start'>): Promise<MoneyEvent[]> {
  const order = nth(firm.orders, at.order);
  if (order === undefined) return [];
  const wanted = at.byLink ? at.lines.slice(0, 1) : at.lines;
  const lines = [...new Set(wanted.map((line) => order.lines[line % order.lines.length] ?? 0))];
  const lineIds = lines.map((line) => firm.lineIds[line] ?? '');
  const payer = at.byLink ? await ownerOf(firm, order.id, lineIds[0] ?? '') : firm.payer;
  const input = { orderId: order.id, lineIds, method: at.method, locale: 'vi' as const };
  const attempt = await startPayment(firm.context, payer, input).catch(ignoreRefusal);
  if (!attempt || firm.attempts.some((known) => known.id === attempt.id)) return [];
  const covered = await addAttempt(firm, attempt.id);
  assert.ok(covered.every((line) => lines.includes(line)));
  return [];
}

async function ownerOf(firm: PlayedFirm, orderId: string, lineId: string): Promise<Payer> {
  const link = await createPaymentLink(firm.context, firm.actor, { orderId, lineId });
  return { ...firm.payer, name: `link:${link.id}`, linkId: link.id };
}

/**
 * Remembers an attempt, in the model too.
 *
 * @returns its lines
 */
export async function addAttempt(firm: PlayedFirm, id: string): Promise<number[]> {
  const { db } = firm.context;
  const attempt = await db
    .selectFrom('payment_attempts')
    .select(['id', 'order_id as orderId', 'method', 'reference', 'amount'])
    .select('expires_at as expiresAt')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('payment_attempt_lines')
    .select('order_line_id')
    .where('payment_attempt_id', '=', id)
    .execute();
  const lines = rows.map((row) => firm.lineIds.indexOf(row.order_line_id)).sort((a, b) => a - b);
  // A transfer for the same lines continues the open transfer.
  if (firm.attempts.some((known) => known.id === id)) return lines;
  const index = firm.attempts.push({ ...attempt, parts: [] }) - 1;
  for (const world of firm.worlds) {
    world.purses[index] = { lines, dong: 0, at: 0, inParts: false };
  }
  await noteParts(firm);
  return lines;
}

/** Looks which attempts have parts: they get them when they begin, and when their lines become dearer. */
export async function noteParts(firm: PlayedFirm): Promise<void> {
  const rows = await firm.context.db
    .selectFrom('payment_attempt_parts')
    .select(['payment_attempt_id', 'reference', 'amount'])
    .where(
      inList(
        'payment_attempt_id',
        firm.attempts.map(({ id }) => id),
      ),
    )
    .orderBy('number')
    .execute();
  const byAttempt = Map.groupBy(rows, (row) => row.payment_attempt_id);
  for (const [index, attempt] of firm.attempts.entries()) {
    attempt.parts = byAttempt.get(attempt.id) ?? [];
    for (const world of firm.worlds) {
      const purse = world.purses[index];
      if (purse) purse.inParts = attempt.parts.length > 0;
    }
  }
}

/** The payer looks at the page: the gateway is asked. */
export async function askAboutAttempt(
  firm: PlayedFirm,
  at: StepOf<'ask'>,
  clockMoved: boolean,
): Promise<MoneyEvent[]> {
  const attempt = nth(firm.attempts, at.attempt);
  if (attempt === undefined) return [];
  // A permanently silent gateway would keep its money to itself.
  const isSilent = at.silent && !clockMoved;
  if (isSilent) firm.ledger.silentAbout.add(attempt.reference);
  await readPaymentAttempt(firm.context, firm.payer, attempt.id);
  await questionsAnswered(firm.context);
  firm.ledger.silentAbout.delete(attempt.reference);
  return [];
}
