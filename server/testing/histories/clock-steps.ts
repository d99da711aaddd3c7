import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { runCommitments } from '../../order-life/commitments/run-commitments.ts';
import { readMissedTransfers } from '../../payments/reconciliation/read-missed-transfers.ts';
import { reconcileAttempts } from '../gateways/reconcile-attempts.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import type { PlayedFirm } from './played-firm.ts';

/** Time passes, for the product and the model. */
export function pass(firm: PlayedFirm, spanMs: number): void {
  firm.now += spanMs;
  firm.server.setNow(firm.now);
  for (const world of firm.worlds) {
    world.now = firm.now;
    world.today = calendarDateAt(firm.now);
  }
}

/** Runs the process's background work. */
export async function everyRound(firm: PlayedFirm): Promise<MoneyEvent[]> {
  await Promise.all([
    reconcileAttempts(firm.context),
    readMissedTransfers(firm.context),
    runCommitments(firm.context),
    runOrderLife(firm.context),
  ]);
  return [];
}

/** Events that the new time may have brought to orders. */
export function clockEvents(firm: PlayedFirm): MoneyEvent[] {
  return firm.orders.flatMap((_, order): MoneyEvent[] => {
    const isDue = firm.worlds.some((world) => (world.orders[order]?.due ?? '') < world.today);
    // Paid and closed lines are not affected: an event less to order.
    const isOpen = firm.worlds.some(({ lines }) =>
      lines.some((line) => line.order === order && line.state === 'awaiting_payment'),
    );
    if (!isDue || !isOpen) return [];
    return [
      { kind: 'promises_looked_at', order },
      { kind: 'due_date_looked_at', order },
    ];
  });
}
