import assert from 'node:assert/strict';
import type { Hono } from 'hono';
import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';
import type { TestServer } from '../test-server.ts';
import { clockEvents, everyRound, pass } from './clock-steps.ts';
import { assertHonestlyPaid, assertPaidBackOnce } from './fairness.ts';
import type { Charge, GatewayLedger } from './gateway-ledger.ts';
import { moneyOf } from './gateway-steps.ts';
import type { History, Step } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { summaryOf } from './money-model/summary.ts';
import { worldsAfter } from './money-model/worlds-after.ts';
import { observe } from './observe.ts';
import { noteParts } from './payer-steps.ts';
import { perform } from './perform.ts';
import { PlayedFirm } from './played-firm.ts';
import { openFirm } from './portal-steps.ts';
import { lookAtUnclear } from './refund-steps.ts';

/** More worlds are never needed, and would only take time. */
const MOST_WORLDS = 8;

/** The history of a firm with three licences of two customers, played on the product and in the model. */
export class OrderHistory {
  readonly #firm: PlayedFirm;

  constructor(server: TestServer, app: Hono, ledger: GatewayLedger, number: number) {
    this.#firm = new PlayedFirm(server, app, ledger, number);
  }

  /** @throws AssertionError when the product and the model differ */
  async play({ first, rounds, endings }: History): Promise<void> {
    await openFirm(this.#firm);
    await this.#atOnce([first.order], false);
    await this.#atOnce(first.attempts, false);
    for (const { minutes, steps } of rounds) await this.#round(minutes * MINUTE_MS, steps);
    await this.#end(endings);
  }

  /** The number of payments recorded. */
  get payments(): number {
    const payments = Object.values(this.#firm.worlds[0]?.payments ?? {});
    return payments.filter(({ state }) => state !== 'joined').length;
  }

  /** At most a day passes at a time: everything due meanwhile is done then. */
  async #round(spanMs: number, steps: readonly Step[]): Promise<void> {
    if (spanMs > DAY_MS) {
      pass(this.#firm, DAY_MS);
      await this.#atOnce([], true);
    }
    pass(this.#firm, spanMs > DAY_MS ? spanMs - DAY_MS : spanMs);
    await this.#atOnce(steps, spanMs > 0);
  }

  /** At the end of all deadlines, everything is decided, and no dong that anybody has paid is missing. */
  async #end(endings: readonly Step[]): Promise<void> {
    await this.#round(120 * DAY_MS, []);
    for (const ending of endings) await this.#atOnce([ending], false);
    const firm = this.#firm;
    firm.worlds = worldsAfter(firm.worlds, await lookAtUnclear(firm));
    await this.#atOnce([], false);
    const [world] = firm.worlds;
    assert.ok(world);
    assert.ok(world.lines.every((line) => line.state !== 'awaiting_payment'));
    assert.ok(world.purses.every((purse) => purse.dong === 0));
    const known = new Set(Object.keys(world.payments));
    for (const charge of firm.ledger.charges.values()) assertKnown(charge, known, firm.ledger);
    await assertPaidBackOnce(firm);
    await assertHonestlyPaid(firm);
  }

  /** Runs concurrent steps, and finds the worlds that explain the result. */
  async #atOnce(steps: readonly Step[], clockMoved: boolean): Promise<void> {
    const firm = this.#firm;
    const events = clockMoved ? clockEvents(firm) : [];
    const happened = await Promise.all([
      ...steps.map((at) => perform(firm, at, clockMoved)),
      ...(clockMoved ? [everyRound(firm)] : []),
    ]);
    events.push(...happened.flat());
    events.push(...firm.ledger.takeTold().map((charge) => moneyOf(firm, charge)));
    await noteParts(firm);
    const observed = JSON.stringify(await observe(firm));
    const possible = worldsAfter(firm.worlds, this.#thatMatter(this.#inDoubt(events)));
    firm.worlds = possible
      .filter((world) => JSON.stringify(summaryOf(world)) === observed)
      .slice(0, MOST_WORLDS);
    if (firm.worlds.length > 0) return;
    const expected = possible.slice(0, 3).map((world) => JSON.stringify(summaryOf(world)));
    assert.fail(
      `No order of ${JSON.stringify(events)} explains\n${observed}\nbut\n${expected.join('\n')}`,
    );
  }

  /** A possible duplicate pays nothing at first; there must be a reason for the doubt. */
  #inDoubt(events: readonly MoneyEvent[]): MoneyEvent[] {
    const doubted = new Set(this.#firm.doubted.map(({ transaction }) => transaction));
    return events.map((event) =>
      event.kind === 'money' && doubted.has(event.transaction)
        ? { ...event, attempt: null }
        : event,
    );
  }

  /** Without repeated reports, which change nothing whenever they came. */
  #thatMatter(events: readonly MoneyEvent[]): MoneyEvent[] {
    const seen = new Set<string>();
    return events.filter((event) => {
      if (event.kind !== 'money') return true;
      const key = JSON.stringify(event);
      const isKnown = this.#firm.worlds.every((world) => {
        const payment = world.payments[event.transaction];
        return payment !== undefined && (payment.state !== 'suspected' || event.suspected);
      });
      if (isKnown || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }
}

function assertKnown(charge: Charge, known: ReadonlySet<string>, ledger: GatewayLedger): void {
  if (known.has(String(charge.transaction))) return;
  // Once it has an attempt's money, nobody asks a gateway whether there is more.
  const hasOther = [...ledger.charges.values()].some(
    (other) => other.reference === charge.reference && known.has(String(other.transaction)),
  );
  assert.ok(charge.method !== 'bank_transfer' && hasOther, `${charge.transaction} is missing`);
}
