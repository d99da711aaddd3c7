import assert from 'node:assert/strict';
import { addDays, calendarDateAt } from '../../../shared/calendar-date.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { readRows } from './database-rows.ts';
import { MARKET, PRICES } from './market.ts';
import { owedBy, pricesOf } from './money-model/prices.ts';
import { sum } from './observe.ts';
import type { PlayedFirm } from './played-firm.ts';

/**
 * No way of playing gains anything: time in force was paid for, at a price that anybody could have had for it. No line
 * gives more days than its years; and for every order's paid lines at least the price of an order of just these has
 * been paid, or is kept back from the firm's next discount.
 */
export async function assertHonestlyPaid(firm: PlayedFirm): Promise<void> {
  const renewals = await firm.context.db
    .selectFrom('license_renewals')
    .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
    .selectAll('order_lines')
    .select(['renewed_at', 'old_expiry', 'license_renewals.new_expiry as renewed_to'])
    .where('order_lines.id', 'in', firm.lineIds)
    .execute();
  const [world] = firm.worlds;
  assert.ok(world);
  let honest = 0;
  let ordersWithCode = 0;
  for (const [orderId, paid] of Map.groupBy(renewals, (line) => line.order_id)) {
    const order = firm.orders.findIndex((known) => known.id === orderId);
    const hasCode = world.orders[order]?.code !== 'none';
    if (hasCode) ordersWithCode++;
    const tier = MARKET.tiers.find(({ lines }) => lines <= paid.length)?.percent ?? 0;
    const priced = paid.map(({ list, vat_rate }) => ({ list, vat: vat_rate === '8%' ? 8 : 0 }));
    const prices = pricesOf(priced, tier, 0, hasCode ? MARKET.codePercent : 0);
    honest += prices.reduce((total, { net }) => total + net, 0);
    for (const line of paid) {
      const dayBefore = addDays(calendarDateAt(line.renewed_at), -1);
      const from = line.old_expiry > dayBefore ? line.old_expiry : dayBefore;
      const days = (Date.parse(line.renewed_to) - Date.parse(from)) / DAY_MS;
      // A leap day, and today where a term begins with it.
      assert.ok(days <= 366 * line.years + 1, `${days} days for ${line.years} years`);
      const year = PRICES[line.plan_code as keyof typeof PRICES] * line.quantity;
      if (line.proration === 'none') {
        assert.ok(line.list >= year * line.years, 'no year costs less than its plan');
        continue;
      }
      const months = monthsTouched(addDays(from, 1), line.renewed_to);
      assert.ok(days <= months * 31, `${days} days for ${months} months`);
      assert.ok(line.list >= (year * months) / 12 - line.years, 'nor a month less than its part');
    }
  }
  const came = renewals.reduce((total, line) => total + line.net, 0);
  const owed = owedBy(world);
  const odd = 2 * renewals.length;
  assert.ok(came + owed + odd >= honest, `${came} and ${owed} owed for what costs ${honest}`);
  assert.ok(ordersWithCode <= 1, 'a code of one use was used by one order');
}

/** The product's refunds of a payment equal the gateway's, and never exceed the payment. */
export async function assertPaidBackOnce(firm: PlayedFirm): Promise<void> {
  const { payments, refunds } = await readRows(firm);
  for (const { transaction, amount } of payments) {
    const recorded = refunds.filter(
      (row) => row.transaction === transaction && row.state === 'refunded',
    );
    const number = Number(transaction);
    const wentBack = firm.ledger.paidBackOf(number) + (firm.transferredBack.get(number) ?? 0);
    assert.equal(wentBack, sum(recorded), 'what went back is recorded, once');
    assert.ok(wentBack <= amount, 'no more goes back than came');
  }
}

/** Months with at least one day between two dates. */
function monthsTouched(from: string, until: string): number {
  const monthOf = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return monthOf(until) - monthOf(from) + 1;
}
