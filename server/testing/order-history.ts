import assert from 'node:assert/strict';
import type { Hono } from 'hono';
import { CompiledQuery, sql } from 'kysely';
import { addDays, calendarDate, calendarDateAt } from '../../shared/calendar-date.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { newId } from '../database/id.ts';
import { declareDiscountTiers } from '../directory/catalog/discount-tiers.ts';
import {
  readCustomerFacts,
  selectCustomers,
  toCustomer,
} from '../directory/customers/customer-rows.ts';
import { declareCustomers } from '../directory/customers/declare-customers.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { runOrderLife } from '../jobs/run-order-life.ts';
import { cancelOrder } from '../order-life/cancel-order.ts';
import { commitOrder } from '../order-life/commitments/commit-order.ts';
import { runCommitments } from '../order-life/commitments/run-commitments.ts';
import { postponeDueDate } from '../order-life/postpone-due-date.ts';
import { previewCancel } from '../order-life/preview-cancel.ts';
import { placeOrder } from '../orders/placing/place-order.ts';
import { questionsAnswered } from '../payments/attempts/ask-gateway.ts';
import { readPaymentAttempt } from '../payments/attempts/read-payment-attempt.ts';
import { startPayment } from '../payments/attempts/start-payment.ts';
import type { Payer } from '../payments/core/payer.ts';
import { assignPayment } from '../payments/corrections/assign-payment.ts';
import {
  approveSuspectedPayment,
  returnUnappliedPayment,
} from '../payments/corrections/decide-unapplied-payment.ts';
import { joinPayment } from '../payments/corrections/join-payment.ts';
import { separatePayment } from '../payments/corrections/separate-payment.ts';
import { setAsidePayment, takeBackPayment } from '../payments/corrections/set-aside.ts';
import { createPaymentLink } from '../payments/links/create-payment-link.ts';
import { readMissedTransfers } from '../payments/reconciliation/read-missed-transfers.ts';
import { reconcileAttempts } from '../payments/reconciliation/reconcile-attempts.ts';
import { markRefunded, reopenRefund } from '../payments/refunds/mark-refunded.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import { giveUpRefund, runRefund } from '../payments/refunds/run-refund.ts';
import { declareCodes } from '../quoting/discounts/declare-codes.ts';
import { quoteOrder } from '../quoting/quotes/quote-order.ts';
import type { Charge, GatewayLedger, RefundCourse } from './gateway-ledger.ts';
import { isRefusedAsForged, type Told, wireMessage } from './gateway-messages.ts';
import type { History, Step, StepOf } from './history-steps.ts';
import {
  type Market,
  type ModelLine,
  type MoneyEvent,
  type MoneySummary,
  newWorld,
  owedBy,
  pricesOf,
  summaryOf,
  type World,
  worldsAfter,
} from './money-model.ts';
import { sendToApp } from './send-to-app.ts';
import { declaration, taxCodes } from './test-directory.ts';
import { NOW, PORTAL_ID, type TestServer } from './test-server.ts';

/** These report another amount than requested only by mistake; a transfer may well be short or over. */
const FIXED_AMOUNT = new Set<PaymentMethod>(['vnpay', 'momo', 'zalopay']);

const MINUTE = 60_000;
const DAY = 86_400_000;

/** More worlds are never needed, and would only take time. */
const MOST_WORLDS = 8;
const MOST_ORDERS = 4;

const PLANS = ['ASP-DN', 'ASP-THANG', 'LUU-TRU'];
/** By plan: the price of a year, and VAT in percent. */
const PRICES = { 'ASP-DN': 2_950_000, 'LUU-TRU': 499_999, 'ASP-THANG': 2_940_001 };
const PLAN_CODES = Object.keys(PRICES);

/** Sold by month and by user, and to one end date. */
export const BY_MONTH = {
  code: 'ASP-THANG',
  name: { vi: 'ASP Kế toán – Theo tháng', en: 'ASP Accounting – Monthly' },
  termRule: 'fiscal_year',
  vatRate: 'KCT',
  active: true,
  proration: 'month',
  perUser: true,
  prices: [{ fromFiscalYear: 2020, pricePerYear: PRICES['ASP-THANG'] }],
} as const;

const MARKET: Market = {
  prices: Object.values(PRICES),
  isCodeOn: true,
  tiers: [
    { lines: 3, percent: 20 },
    { lines: 2, percent: 10 },
  ],
  codePercent: 10,
};
const EXPIRY = '2026-12-31';
const CODES = taxCodes(2);

/** By licence: whose it is. The first customer has two of one product, told apart by the portal's ids. */
const OWNERS = [0, 1, 0];

/** The database's rows of one history. */
interface Rows {
  payments: {
    id: string;
    transaction: string;
    amount: number;
    unapplied: number;
    setAside: number;
    /** The transaction of another payment that it may be the same movement as. */
    doubt: string | null;
    reason: string | null;
    attempt: string | null;
  }[];
  refunds: { id: string; payment: string; transaction: string; amount: number; state: string }[];
  allocations: { payment: string; line: string; amount: number }[];
  lines: { id: string; state: string; total: number; promise: string | null; renewals: number }[];
  orders: { id: string; balance: number }[];
  claims: { line: string; year: number }[];
  codes: { used: number; live: number };
}

const ROWS = `
  with
    own as (select * from payments where rowid > ?),
    own_lines as (select * from order_lines where id in (select value from json_each(?)))
  select json_object(
    'payments', json((select json_group_array(json_object(
      'id', id, 'transaction', gateway_transaction_id, 'amount', amount, 'unapplied', unapplied,
      'setAside', set_aside, 'doubt', (select gateway_transaction_id from payments as first
        where first.id = own.possible_duplicate_of), 'reason', unapplied_reason, 'attempt', payment_attempt_id)) from own)),
    'refunds', json((select json_group_array(json_object(
      'id', due.id, 'payment', payment_id, 'transaction', gateway_transaction_id,
      'amount', due.amount, 'state', state))
      from own join refunds_due due on due.payment_id = own.id)),
    'allocations', json((select json_group_array(json_object(
      'payment', payment_id, 'line', order_line_id, 'amount', allocations.amount))
      from own join allocations on payment_id = own.id)),
    'lines', json((select json_group_array(json_object(
      'id', id, 'state', state, 'total', total,
      'promise', (select state from payment_commitments where order_line_id = own_lines.id),
      'renewals', (select count(*) from license_renewals where order_line_id = own_lines.id)))
      from own_lines)),
    'orders', json((select json_group_array(json_object('id', id, 'balance', volume_balance))
      from orders where id in (select order_id from own_lines))),
    'claims', json((select json_group_array(json_object('line', order_line_id, 'year', fiscal_year))
      from own_lines join fiscal_year_claims on order_line_id = own_lines.id)),
    'codes', json((select json_object('used', used, 'live', (select count(*) from code_redemptions
      where code_id = discount_codes.id and released_at is null))
      from discount_codes where code = ?))
  ) as found`;

interface Started {
  id: string;
  orderId: string;
  method: PaymentMethod;
  reference: string;
  amount: number;
  expiresAt: number;
}

/** The history of a firm with three licences of two customers, on a server where other firms' histories are over. */
export class OrderHistory {
  readonly #server: TestServer;
  readonly #context: Context;
  readonly #app: Hono;
  readonly #ledger: GatewayLedger;
  readonly #actor: Actor;
  readonly #payer: Payer;
  /** A discount code with a single use. */
  readonly #code: string;
  /** By licence. */
  #licenses: { id: string; customerId: string; planId: string }[] = [];
  readonly #orders: { id: string; lines: number[] }[] = [];
  readonly #lineIds: string[] = [];
  readonly #attempts: Started[] = [];
  /** By attempt and slot. */
  readonly #transactions = new Map<string, number>();
  /** To be refunded through a gateway. */
  readonly #refundAttempts: Promise<boolean>[] = [];
  /** Refunds by bank transfer, by transaction. */
  readonly #transferredBack = new Map<number, number>();
  /** Movements that another reporter has reported, by reference and amount. */
  readonly #echoed = new Map<string, number>();
  readonly #echoes: Promise<void>[] = [];
  /** Payments to which a person has joined a report: its own second report would be too much. */
  readonly #joinedInto = new Set<string>();
  /** The possible duplicates when the round began. */
  #doubted: Rows['payments'] = [];
  #worlds: World[];
  #now = NOW;
  #lastPaymentBefore = 0;
  static #lastTransaction = 261_124_000_000_000;

  constructor(server: TestServer, app: Hono, ledger: GatewayLedger, number: number) {
    this.#server = server;
    this.#context = server.context;
    this.#app = app;
    this.#ledger = ledger;
    this.#actor = {
      portalId: PORTAL_ID,
      portalName: 'Cổng kế toán',
      firmId: `firm-${number}`,
      firmName: 'Dịch vụ kế toán Minh Phát',
      accountantId: 'accountant-1',
      name: 'Nguyễn Thị Kế Toán',
      email: 'ketoan@minhphat.example',
      phone: '',
      until: Number.POSITIVE_INFINITY,
    };
    this.#payer = {
      ...this.#actor,
      linkId: null,
      clientIp: '127.0.0.1',
      isPerson: true,
    };
    this.#code = `MOT-${number}`;
    this.#worlds = [
      newWorld(
        NOW,
        calendarDateAt(NOW),
        PLANS.map(() => EXPIRY),
        1,
        MARKET,
      ),
    ];
  }

  /** @throws AssertionError when the product and the model differ */
  async play({ first, rounds, endings }: History): Promise<void> {
    await this.#begin();
    await this.#atOnce([first.order], false);
    await this.#atOnce(first.attempts, false);
    for (const { minutes, steps } of rounds) await this.#round(minutes * MINUTE, steps);
    await this.#end(endings);
  }

  /** The number of payments recorded. */
  get payments(): number {
    const payments = Object.values(this.#worlds[0]?.payments ?? {});
    return payments.filter(({ state }) => state !== 'joined').length;
  }

  async #begin(): Promise<void> {
    this.#ledger.clear();
    this.#server.setNow(NOW);
    const { db } = this.#context;
    await db.deleteFrom('gateway_cursors').execute();
    const last = await sql<{ row: number | null }>`select max(rowid) as row from payments`.execute(
      db,
    );
    this.#lastPaymentBefore = last.rows[0]?.row ?? 0;
    await declareCodes(this.#context, PORTAL_ID, [{ ...CODE, code: this.#code }]);
    await this.#setMarket(MARKET);
    await this.#declareCustomers();
    const tiers = MARKET.tiers.map(({ lines, percent }) => ({
      minLines: lines,
      rate: percent * 100,
    }));
    await declareDiscountTiers(this.#context, PORTAL_ID, this.#actor.firmId, tiers);
    const licenses = await this.#readLicenses();
    this.#licenses = licenses.map((license) => ({
      id: license?.id ?? '',
      customerId: license?.customerId ?? '',
      planId: license?.renewal.planId ?? '',
    }));
  }

  async #declareCustomers(): Promise<void> {
    const customers = CODES.map((code, owner) => {
      const licenses = PLANS.flatMap((planCode, licence) =>
        OWNERS[licence] === owner ? [{ externalId: `L-${licence}`, planCode, expiry: EXPIRY }] : [],
      );
      return declaration(code, { licenses });
    });
    await declareCustomers(this.#context, this.#actor, customers);
  }

  /** At most a day passes at a time: everything due meanwhile is done then. */
  async #round(span: number, steps: readonly Step[]): Promise<void> {
    if (span > DAY) {
      this.#pass(DAY);
      await this.#atOnce([], true);
    }
    this.#pass(span > DAY ? span - DAY : span);
    await this.#atOnce(steps, span > 0);
  }

  #pass(span: number): void {
    this.#now += span;
    this.#server.setNow(this.#now);
    for (const world of this.#worlds) {
      world.now = this.#now;
      world.today = calendarDateAt(this.#now);
    }
  }

  /** At the end of all deadlines, everything is decided, and no dong that anybody has paid is missing. */
  async #end(endings: readonly Step[]): Promise<void> {
    await this.#round(120 * DAY, []);
    for (const ending of endings) await this.#atOnce([ending], false);
    await this.#lookAtUnclear();
    const [world] = this.#worlds;
    assert.ok(world);
    assert.ok(world.lines.every((line) => line.state !== 'awaiting_payment'));
    assert.ok(world.purses.every((purse) => purse.dong === 0));
    const known = new Set(Object.keys(world.payments));
    for (const charge of this.#ledger.charges.values()) {
      if (known.has(String(charge.transaction))) continue;
      // Once it has an attempt's money, nobody asks a gateway whether there is more.
      const hasOther = [...this.#ledger.charges.values()].some(
        (other) => other.reference === charge.reference && known.has(String(other.transaction)),
      );
      assert.ok(charge.method !== 'bank_transfer' && hasOther, `${charge.transaction} is missing`);
    }
    await this.#assertPaidBackOnce();
    await this.#assertHonestlyPaid();
  }

  /** Runs concurrent steps, and finds the worlds that explain the result. */
  async #atOnce(steps: readonly Step[], clockMoved: boolean): Promise<void> {
    const events = clockMoved ? this.#clockEvents() : [];
    const happened = await Promise.all([
      ...steps.map((at) => this.#perform(at, clockMoved)),
      ...(clockMoved ? [this.#everyRound()] : []),
    ]);
    events.push(...happened.flat());
    events.push(...this.#ledger.takeTold().map((charge) => this.#moneyOf(charge)));
    const observed = JSON.stringify(await this.#observe());
    const possible = worldsAfter(this.#worlds, this.#thatMatter(this.#inDoubt(events)));
    this.#worlds = possible
      .filter((world) => JSON.stringify(summaryOf(world)) === observed)
      .slice(0, MOST_WORLDS);
    if (this.#worlds.length > 0) return;
    const expected = possible.slice(0, 3).map((world) => JSON.stringify(summaryOf(world)));
    assert.fail(
      `No order of ${JSON.stringify(events)} explains\n${observed}\nbut\n${expected.join('\n')}`,
    );
  }

  /** A possible duplicate pays nothing at first; there must be a reason for the doubt. */
  #inDoubt(events: readonly MoneyEvent[]): MoneyEvent[] {
    const doubted = new Set(this.#doubted.map(({ transaction }) => transaction));
    return events.map((event) =>
      event.kind === 'money' && doubted.has(event.transaction)
        ? { ...event, attempt: null }
        : event,
    );
  }

  /** Runs the process's background work. */
  async #everyRound(): Promise<MoneyEvent[]> {
    await Promise.all([
      reconcileAttempts(this.#context),
      readMissedTransfers(this.#context),
      runCommitments(this.#context),
      runOrderLife(this.#context),
    ]);
    return [];
  }

  #clockEvents(): MoneyEvent[] {
    return this.#orders.flatMap((_, order): MoneyEvent[] => {
      const isDue = this.#worlds.some((world) => (world.orders[order]?.due ?? '') < world.today);
      // Paid and closed lines are not changed by it: an event less to order.
      const isOpen = this.#worlds.some(({ lines }) =>
        lines.some((line) => line.order === order && line.state === 'awaiting_payment'),
      );
      if (!isDue || !isOpen) return [];
      return [
        { kind: 'promises_looked_at', order },
        { kind: 'due_date_looked_at', order },
      ];
    });
  }

  /** Without repeated reports, which change nothing whenever they came. */
  #thatMatter(events: readonly MoneyEvent[]): MoneyEvent[] {
    const seen = new Set<string>();
    return events.filter((event) => {
      if (event.kind !== 'money') return true;
      const key = JSON.stringify(event);
      const isKnown = this.#worlds.every((world) => {
        const payment = world.payments[event.transaction];
        return payment !== undefined && (payment.state !== 'suspected' || event.suspected);
      });
      if (isKnown || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  /** Runs a step, and returns its meaning for the money. */
  async #perform(at: Step, clockMoved: boolean): Promise<MoneyEvent[]> {
    switch (at.kind) {
      case 'message':
        return await this.#message(at);
      case 'start':
        return await this.#start(at);
      case 'place':
        return await this.#place(at);
      case 'rival':
        return await this.#rival(at);
      case 'in_parts':
        return await this.#inParts(at);
      case 'cancel':
        return await this.#cancel(at);
      case 'commit':
        return await this.#commit(at);
      case 'postpone':
        return await this.#postpone(at);
      case 'market':
        return await this.#changeMarket(at);
      case 'volume':
        return await this.#volume(at);
      case 'approve':
      case 'give_back':
        return await this.#decide(at);
      case 'echo':
        return await this.#echo(at);
      case 'same_movement':
      case 'another_movement':
        return await this.#decideMovement(at);
      case 'set_aside':
      case 'take_back':
        return await this.#setAside(at);
      case 'assign':
        return await this.#assign(at);
      case 'refund':
        return await this.#refund(at);
      case 'ask':
        return await this.#ask(at, clockMoved);
      case 'read_list':
        await readMissedTransfers(this.#context);
        return [];
      case 'declare':
        await this.#declareCustomers();
        return [];
    }
  }

  async #message(at: StepOf<'message'>): Promise<MoneyEvent[]> {
    const index = at.attempt % this.#attempts.length;
    const attempt = this.#attempts[index];
    if (attempt === undefined) return [];
    const { method, amount: asked } = attempt;
    const names = at.names === 'two' && method !== 'bank_transfer' ? 'own' : at.names;
    const other = this.#attempts[(index + 1) % this.#attempts.length]?.reference;
    const reference = { own: attempt.reference, none: 'GH0000000', two: '' }[names];
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
      const transaction = ++OrderHistory.#lastTransaction;
      await this.#send({ ...told, transaction, outcome: hasFailed ? 'failed' : 'paid' });
      return [];
    }
    const isSuspected = at.outcome === 'suspected_fraud' && method === 'vnpay' && names === 'own';
    const slot = `${index} ${at.slot} ${names}`;
    const echoed = this.#echoed.get(`${told.reference} ${told.amount}`);
    // Which of two equal movements a report without the bank's number is about can't be determined.
    if (echoed !== undefined && echoed !== this.#transactionOf(slot)) told.amount += 11 + at.slot;
    const charge = this.#charge({ ...told, transaction: this.#transactionOf(slot) }, isSuspected);
    const canBeAsked = names === 'own' && this.#now < attempt.expiresAt;
    if (at.fate === 'lost' && (canBeAsked || method === 'bank_transfer')) return [];
    await this.#send({
      ...charge,
      outcome: isSuspected ? 'suspected_fraud' : 'paid',
      forged: false,
    });
    return [{ ...this.#moneyOf(charge), suspected: isSuspected }];
  }

  async #echo(at: StepOf<'echo'>): Promise<MoneyEvent[]> {
    const index = at.attempt % this.#attempts.length;
    const charge = this.#ledger.charges.get(this.#transactions.get(`${index} ${at.slot} own`) ?? 0);
    const { sepay, casso } = this.#context.config.bankTransfer ?? {};
    const isBoth = Boolean(sepay && casso);
    if (charge === undefined || FIXED_AMOUNT.has(charge.method)) return [];
    if (charge.method === 'bank_transfer' && !isBoth) return [];
    const { reference, amount, transaction } = charge;
    const isAlone = [...this.#ledger.charges.values()].every(
      (other) =>
        other === charge ||
        other.amount !== amount ||
        !other.reference.split(' ').includes(reference),
    );
    if (!isAlone || this.#joinedInto.has(String(transaction))) return [];
    this.#echoed.set(`${reference} ${amount}`, transaction);
    const bankReference = charge.method === 'payos' ? String(transaction) : `FT${transaction}`;
    const sent = this.#send({
      ...charge,
      method: 'bank_transfer',
      outcome: 'paid',
      forged: false,
      ...(at.number === 'same' ? { bankReference } : { bankReference: `MB${transaction}` }),
      ...(charge.method === 'bank_transfer' ? { reporter: 'sepay' as const } : {}),
    });
    this.#echoes.push(sent);
    await sent;
    return [this.#moneyOf(charge)];
  }

  async #decideMovement(at: StepOf<'same_movement' | 'another_movement'>): Promise<MoneyEvent[]> {
    // The possible duplicates when the round began; reports that come meanwhile are processed first.
    const payment = this.#pick(this.#doubted, at.which);
    await Promise.resolve();
    await Promise.all(this.#echoes);
    if (payment === undefined) return [];
    const { transaction, id: paymentId } = payment;
    if (at.kind === 'another_movement') {
      if (!(await isDone(separatePayment(this.#context, 'operations', { paymentId })))) return [];
      const charge = this.#ledger.charges.get(Number(transaction));
      const attempt = charge ? this.#moneyOf(charge).attempt : null;
      return [{ kind: 'separated', transaction, attempt }];
    }
    const { possible_duplicate_of: ofPaymentId } = (await this.#context.db
      .selectFrom('payments')
      .select('possible_duplicate_of')
      .where('id', '=', paymentId)
      .executeTakeFirst()) ?? { possible_duplicate_of: null };
    if (ofPaymentId === null) return [];
    this.#joinedInto.add(payment.doubt?.split(' ').at(-1) ?? '');
    const input = { paymentId, ofPaymentId };
    const done = await isDone(joinPayment(this.#context, 'operations', input));
    return done ? [{ kind: 'joined', transaction }] : [];
  }

  async #setAside(at: StepOf<'set_aside' | 'take_back'>): Promise<MoneyEvent[]> {
    const { payments } = await this.#read();
    const isAside = at.kind === 'take_back';
    const own = payments.filter((row) => (isAside ? row.setAside > 0 : row.reason === 'unmatched'));
    const payment = this.#pick(own, at.which);
    if (payment === undefined) return [];
    const input = { paymentId: payment.id, note: 'Lãi tiền gửi' };
    const deed = isAside
      ? takeBackPayment(this.#context, 'operations', input)
      : setAsidePayment(this.#context, 'operations', input);
    const { transaction } = payment;
    return (await isDone(deed))
      ? [{ kind: isAside ? 'taken_back' : 'set_aside', transaction }]
      : [];
  }

  #transactionOf(slot: string): number {
    const known = this.#transactions.get(slot);
    if (known !== undefined) return known;
    // Numbers rise, as a bank's do: its list is read from one on.
    const transaction = ++OrderHistory.#lastTransaction;
    this.#transactions.set(slot, transaction);
    return transaction;
  }

  /** The gateway has the money, as first reported; paid money is suspected no more. */
  #charge(told: Told, isSuspected: boolean): Charge {
    const { method, reference, amount, transaction } = told;
    const known = this.#ledger.charges.get(transaction);
    if (known) {
      if (!isSuspected) known.outcome = 'paid';
      return known;
    }
    const outcome = isSuspected ? ('suspected_fraud' as const) : ('paid' as const);
    const charge: Charge = { method, reference, amount, transaction, outcome, at: this.#now };
    this.#ledger.charges.set(transaction, charge);
    return charge;
  }

  #moneyOf(charge: Charge): MoneyEvent & { kind: 'money' } {
    const { reference, transaction, amount, outcome, at } = charge;
    const named = new Set(reference.split(' '));
    // Another method's reference names nothing; but payOS's payers transfer like others.
    const methods =
      charge.method === 'bank_transfer' ? ['bank_transfer', 'payos'] : [charge.method];
    const known = [...this.#attempts.keys()].filter((index) => {
      const attempt = this.#attempts[index];
      return attempt && methods.includes(attempt.method) && named.has(attempt.reference);
    });
    const attempt = known.length === 1 ? (known[0] ?? null) : null;
    const suspected = outcome === 'suspected_fraud';
    return { kind: 'money', attempt, transaction: String(transaction), amount, suspected, at };
  }

  async #send(told: Told): Promise<void> {
    const wire = wireMessage(this.#context.config, told, this.#now);
    const response = await sendToApp(this.#app, wire);
    const text = await response.text();
    assert.ok(response.status < 500, text);
    assert.equal(isRefusedAsForged(response.status, text), told.forged, text);
  }

  async #start(at: StepOf<'start'>): Promise<MoneyEvent[]> {
    const order = this.#pick(this.#orders, at.order);
    if (order === undefined) return [];
    const wanted = at.byLink ? at.lines.slice(0, 1) : at.lines;
    const lines = [...new Set(wanted.map((line) => order.lines[line % order.lines.length] ?? 0))];
    const lineIds = lines.map((line) => this.#lineIds[line] ?? '');
    const payer = at.byLink ? await this.#ownerOf(order.id, lineIds[0] ?? '') : this.#payer;
    const input = { orderId: order.id, lineIds, method: at.method, locale: 'vi' as const };
    const attempt = await startPayment(this.#context, payer, input).catch(ignoreRefusal);
    if (!attempt || this.#attempts.some((known) => known.id === attempt.id)) return [];
    const covered = await this.#addAttempt(attempt.id);
    assert.ok(covered.every((line) => lines.includes(line)));
    return [];
  }

  async #ownerOf(orderId: string, lineId: string): Promise<Payer> {
    const link = await createPaymentLink(this.#context, this.#actor, { orderId, lineId });
    return { ...this.#payer, name: `link:${link.id}`, linkId: link.id };
  }

  /** @returns its lines */
  async #addAttempt(id: string): Promise<number[]> {
    const { db } = this.#context;
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
    const lines = rows.map((row) => this.#lineIds.indexOf(row.order_line_id)).sort((a, b) => a - b);
    // A transfer for the same lines continues the open transfer.
    if (this.#attempts.some((known) => known.id === id)) return lines;
    const index = this.#attempts.push(attempt) - 1;
    for (const world of this.#worlds) world.purses[index] = { lines, dong: 0, at: 0 };
    return lines;
  }

  async #place(at: StepOf<'place'>): Promise<MoneyEvent[]> {
    if (this.#orders.length === MOST_ORDERS) return [];
    const [world] = this.#worlds;
    const lines = at.customers.flatMap((licence) => {
      const license = this.#licenses[licence];
      const expiry = world?.expiries[licence];
      if (!license || !expiry) return [];
      const firstFiscalYear = Number(addDays(expiry, 1).slice(0, 4)) + at.ahead;
      const lastYear = firstFiscalYear + at.years - 1;
      const isShort = PLANS[licence] === BY_MONTH.code && at.endMonth < 12;
      const term = {
        ...{ firstFiscalYear, years: at.years, presentExpiry: expiry },
        ...(isShort ? { until: calendarDate(lastYear, at.endMonth + 1, 0) } : {}),
      };
      const { id: licenseId, customerId, planId } = license;
      const isByUser = PLANS[licence] === BY_MONTH.code;
      const quantity = isByUser ? at.users : 1;
      return [{ customerId, licenseId, planId, quantity, ...term }];
    });
    if (lines.length === 0) return [];
    const withCode = at.withCode ? { discountCode: this.#code } : {};
    const quote = await quoteOrder(this.#context, this.#actor, { lines, ...withCode });
    const taken = new Set(quote.problems.map((problem) => problem.row));
    if (taken.size > 0) {
      const customers = at.customers.filter((_, row) => !taken.has(row));
      return customers.length > 0 ? await this.#place({ ...at, customers }) : [];
    }
    const placed = await placeOrder(this.#context, this.#actor, {
      requestId: newId(),
      locale: 'vi',
      invoiceTo: { kind: 'customer' },
      notify: { kind: 'accountant' },
      lines,
      confirmedTotal: quote.totals.total,
      ...withCode,
    }).catch(ignoreRefusal);
    return placed ? [await this.#addOrder(placed.id, at.withCode)] : [];
  }

  async #addOrder(id: string, usesCode: boolean): Promise<MoneyEvent> {
    const rows = await this.#context.db
      .selectFrom('order_lines')
      .innerJoin('orders', 'orders.id', 'order_id')
      .selectAll('order_lines')
      .select('due_date')
      .where('order_id', '=', id)
      .orderBy('line_number')
      .execute();
    const at = this.#lineIds.length;
    const order = this.#orders.push({ id, lines: rows.map((_, index) => at + index) }) - 1;
    this.#lineIds.push(...rows.map((row) => row.id));
    const lines = rows.map(
      (row): ModelLine => ({
        order,
        licence: this.#licenses.findIndex(({ id }) => id === row.license_id),
        years: Array.from({ length: row.years }, (_, year) => row.first_fiscal_year + year),
        byAnniversary: row.term_rule === 'anniversary',
        plan: PLAN_CODES.indexOf(row.plan_code),
        list: row.list,
        vat: row.vat_rate === '8%' ? 8 : 0,
        total: row.total,
        seenExpiry: row.present_expiry,
        byMonth: row.plan_code === BY_MONTH.code,
        firstDay: row.first_day ?? '',
        until: row.until,
        users: row.quantity,
      }),
    );
    return { kind: 'placed', order, lines, at, due: rows[0]?.due_date ?? '', usesCode };
  }

  async #rival(at: StepOf<'rival'>): Promise<MoneyEvent[]> {
    const order = at.order % this.#orders.length;
    const [world] = this.#worlds;
    const lines = world?.lines.filter((line) => line.order === order) ?? [];
    const customers = lines.map((line) => line.licence);
    const events: MoneyEvent[] = [];
    if (at.instead) events.push(...(await this.#cancel({ kind: 'cancel', order, lines: null })));
    const { withCode, method } = at;
    const placed = await this.#place({ ...WHOLE_YEAR, customers, withCode });
    events.push(...placed);
    const [own] = placed;
    if (own?.kind !== 'placed') return events;
    if (at.isPaid) events.push(...(await this.#startAndPay(own.order, method, 'exact')));
    return events;
  }

  async #inParts(at: StepOf<'in_parts'>): Promise<MoneyEvent[]> {
    const order = at.order % this.#orders.length;
    const part = await this.#startAndPay(order, 'bank_transfer', 'part');
    return [...part, ...(await this.#startAndPay(order, 'payos', 'rest'))];
  }

  /** All unpaid lines of an order, in an attempt of its own or one that is open for them. */
  async #startAndPay(
    order: number,
    method: PaymentMethod,
    amount: StepOf<'message'>['amount'],
  ): Promise<MoneyEvent[]> {
    await this.#start({ kind: 'start', order, lines: [0, 1, 2], method, byLink: false });
    const orderId = this.#orders[order]?.id;
    const attempt = this.#attempts.findLastIndex(
      (known) => known.orderId === orderId && known.method === method,
    );
    if (attempt === -1) return [];
    const told = { amount, outcome: 'paid', fate: 'told', names: 'own' } as const;
    return await this.#message({ kind: 'message', attempt, slot: 2, ...told });
  }

  async #cancel(at: StepOf<'cancel'>): Promise<MoneyEvent[]> {
    const index = at.order % this.#orders.length;
    const order = this.#orders[index];
    if (order === undefined) return [];
    const lines = at.lines && [
      ...new Set(at.lines.map((line) => order.lines[line % order.lines.length] ?? 0)),
    ];
    const lineIds = lines ? { lineIds: lines.map((line) => this.#lineIds[line] ?? '') } : {};
    const done = await this.#cancelAsSeen({ orderId: order.id, ...lineIds });
    return [{ kind: 'cancel', order: index, lines, done }];
  }

  /** Like a person who first reads the preview, and reads it again when it has changed meanwhile. */
  async #cancelAsSeen(input: { orderId: string; lineIds?: string[] }): Promise<boolean> {
    for (;;) {
      const preview = await previewCancel(this.#context, this.#actor, input).catch(ignoreRefusal);
      if (!preview) return false;
      try {
        const confirmed = { ...input, reason: 'Đổi ý', confirmedDue: preview.due };
        await cancelOrder(this.#context, this.#actor, confirmed);
        return true;
      } catch (error) {
        ignoreRefusal(error);
        if (!(error instanceof DomainError) || error.code !== 'PRICE_CHANGED') return false;
      }
    }
  }

  async #changeMarket({ change }: StepOf<'market'>): Promise<MoneyEvent[]> {
    const changes: Record<typeof change, Partial<Market>> = {
      dearer: { prices: MARKET.prices.map((price) => (price ?? 0) * 2) },
      withdrawn: { prices: [null, ...MARKET.prices.slice(1)] },
      as_before: { prices: MARKET.prices },
      code_off: { isCodeOn: false },
      code_on: { isCodeOn: true },
    };
    await this.#setMarket(changes[change]);
    return [{ kind: 'market', change: changes[change] }];
  }

  /** Plans and codes are declared for everybody: the next history sets them anew. */
  async #setMarket({ prices, isCodeOn }: Partial<Market>): Promise<void> {
    const { db } = this.#context;
    if (isCodeOn !== undefined) {
      await db
        .updateTable('discount_codes')
        .set({ active: isCodeOn ? 1 : 0 })
        .where('code', '=', this.#code)
        .execute();
    }
    if (prices === undefined) return;
    await db.transaction().execute(async (tx) => {
      for (const [index, price] of prices.entries()) {
        const code = PLAN_CODES[index] ?? '';
        const active = price === null ? 0 : 1;
        await tx.updateTable('plans').set({ active }).where('code', '=', code).execute();
        if (price === null) continue;
        await tx
          .updateTable('plan_prices')
          .set({ price_per_year: price })
          .where('plan_id', 'in', tx.selectFrom('plans').select('id').where('code', '=', code))
          .execute();
      }
    });
  }

  async #volume(at: StepOf<'volume'>): Promise<MoneyEvent[]> {
    const { withCode, method } = at;
    const placed = await this.#place({ ...WHOLE_YEAR, customers: [0, 1, 2], withCode });
    const [own] = placed;
    if (own?.kind !== 'placed') return placed;
    const orderId = this.#orders[own.order]?.id;
    const start = { kind: 'start', order: own.order, method, byLink: false } as const;
    const begun = await this.#start({ ...start, lines: [0] });
    const attempt = this.#attempts.findLastIndex((known) => known.orderId === orderId);
    const told = { amount: 'exact', outcome: 'paid', fate: 'told', names: 'own', slot: 0 } as const;
    const pay = async () =>
      attempt === -1 || !at.isPaid
        ? []
        : await this.#message({ kind: 'message', attempt, ...told });
    const first = at.isPaidFirst ? await pay() : [];
    const rest = own.lines.length > 1 ? [1, 2] : [];
    const cancelled = rest.length
      ? await this.#cancel({ kind: 'cancel', order: own.order, lines: rest })
      : [];
    return [...placed, ...begun, ...first, ...cancelled, ...(at.isPaidFirst ? [] : await pay())];
  }

  async #commit(at: StepOf<'commit'>): Promise<MoneyEvent[]> {
    const order = at.order % this.#orders.length;
    const orderId = this.#orders[order]?.id ?? '';
    const payBy = addDays(calendarDateAt(this.#now), at.days);
    const done = await isDone(commitOrder(this.#context, this.#actor, { orderId, payBy }));
    return done ? [{ kind: 'committed', order, payBy }] : [];
  }

  async #postpone(at: StepOf<'postpone'>): Promise<MoneyEvent[]> {
    const order = at.order % this.#orders.length;
    const orderId = this.#orders[order]?.id ?? '';
    const due = addDays(this.#worlds[0]?.orders[order]?.due ?? '2026-12-31', at.days);
    const input = { orderId, dueDate: due };
    const done = await isDone(postponeDueDate(this.#context, this.#actor, input));
    return done ? [{ kind: 'postponed', order, due }] : [];
  }

  async #decide(at: StepOf<'approve' | 'give_back'>): Promise<MoneyEvent[]> {
    const reasons = at.kind === 'approve' ? ['suspected_fraud'] : ['suspected_fraud', 'unmatched'];
    const { payments } = await this.#read();
    const unapplied = payments.filter((payment) => reasons.includes(payment.reason ?? ''));
    const payment = this.#pick(unapplied, at.which);
    if (payment === undefined) return [];
    const decide = at.kind === 'approve' ? approveSuspectedPayment : returnUnappliedPayment;
    const done = await isDone(decide(this.#context, 'operations', { paymentId: payment.id }));
    const kind = at.kind === 'approve' ? 'approved' : 'given_back';
    return done ? [{ kind, transaction: payment.transaction }] : [];
  }

  async #assign(at: StepOf<'assign'>): Promise<MoneyEvent[]> {
    const { payments } = await this.#read();
    const unmatched = payments.filter((payment) => payment.reason === 'unmatched');
    const payment = this.#pick(unmatched, at.which);
    const order = at.order % this.#orders.length;
    const orderId = this.#orders[order]?.id;
    if (payment === undefined || orderId === undefined) return [];
    const input = { paymentId: payment.id, orderId };
    if (!(await isDone(assignPayment(this.#context, 'operations', input)))) return [];
    const given = (await this.#read()).payments.find((known) => known.id === payment.id);
    const lines = await this.#addAttempt(given?.attempt ?? '');
    const attempt = this.#attempts.findIndex((known) => known.id === given?.attempt);
    return [{ kind: 'assigned', transaction: payment.transaction, order, attempt, lines }];
  }

  async #refund(at: StepOf<'refund'>): Promise<MoneyEvent[]> {
    // People who refund by hand first look how the gateways' attempts have ended.
    if (at.how === 'transfer') await Promise.all(this.#refundAttempts);
    const { refunds } = await this.#read();
    const open = refunds.filter((refund) => refund.state === 'due');
    // Sometimes for one that is under way or done: it is refused.
    const due = this.#pick(at.which === 7 ? refunds : open, at.which);
    if (due === undefined) return [];
    if (at.how === 'transfer') {
      return due.state === 'refunding' ? [] : await this.#transferBack(due);
    }
    const { id } = due;
    const attempt = this.#payBackByGateway(due, at.how);
    this.#refundAttempts.push(attempt);
    if (!(await attempt)) return [];
    return (await this.#isMade(id)) ? [{ kind: 'refunded', amount: due.amount }] : [];
  }

  async #isMade(refundDueId: string): Promise<boolean> {
    const { refunds } = await this.#read();
    return refunds.find((refund) => refund.id === refundDueId)?.state === 'refunded';
  }

  async #transferBack(due: { id: string; amount: number; transaction: string }) {
    const input = { refundDueId: due.id, reference: 'FT26327000001' };
    if (!(await isDone(markRefunded(this.#context, 'operations', input)))) return [];
    const transaction = Number(due.transaction);
    const before = this.#transferredBack.get(transaction) ?? 0;
    this.#transferredBack.set(transaction, before + due.amount);
    return [{ kind: 'refunded' as const, amount: due.amount }];
  }

  /** As the outbox does, a few tries in a moment. */
  async #payBackByGateway(
    due: { id: string; transaction: string },
    course: RefundCourse,
  ): Promise<boolean> {
    const context = this.#context;
    this.#ledger.courses.set(Number(due.transaction), course);
    const input = { refundDueId: due.id };
    if (!(await isDone(requestRefund(context, 'operations', input)))) return false;
    const { id } = await this.#lastRefund(due.id);
    for (let tries = 0; tries < 3; tries++) {
      await runRefund(context, id).catch(ignoreUnfinished);
    }
    if ((await this.#lastRefund(due.id)).state === 'pending') {
      await inTransaction(context, (work) => giveUpRefund(work, id, 'no answer'));
    }
    return true;
  }

  async #lastRefund(refundDueId: string) {
    return await this.#context.db
      .selectFrom('refunds')
      .select(['id', 'state'])
      .where('refund_due_id', '=', refundDueId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
  }

  /** A person asks the gateways about refunds that stayed unclear. */
  async #lookAtUnclear(): Promise<void> {
    const { refunds } = await this.#read();
    const unclear = refunds.filter((refund) => refund.state === 'refunding');
    for (const { id, amount } of unclear) {
      const attempt = await this.#lastRefund(id);
      assert.equal(attempt.state, 'unclear');
      if (this.#ledger.paidBackFor(attempt.id) === 0) {
        await reopenRefund(this.#context, 'operations', { refundDueId: id });
        continue;
      }
      const input = { refundDueId: id, reference: 'as the gateway says' };
      await markRefunded(this.#context, 'operations', input);
      this.#worlds = worldsAfter(this.#worlds, [{ kind: 'refunded', amount }]);
    }
    await this.#atOnce([], false);
  }

  /** The payer looks at the page: the gateway is asked. */
  async #ask(at: StepOf<'ask'>, clockMoved: boolean): Promise<MoneyEvent[]> {
    const attempt = this.#pick(this.#attempts, at.attempt);
    if (attempt === undefined) return [];
    // A permanently silent gateway would keep its money to itself.
    const isSilent = at.silent && !clockMoved;
    if (isSilent) this.#ledger.silentAbout.add(attempt.reference);
    await readPaymentAttempt(this.#context, this.#payer, attempt.id);
    await questionsAnswered(this.#context);
    this.#ledger.silentAbout.delete(attempt.reference);
    return [];
  }

  #pick<T>(items: readonly T[], at: number): T | undefined {
    return items[at % items.length];
  }

  /** This whole history: every payment recorded in it. In one statement, because it is read again and again. */
  async #read(): Promise<Rows> {
    const { rows } = await this.#context.db.executeQuery<{ found: string }>(
      CompiledQuery.raw(ROWS, [this.#lastPaymentBefore, JSON.stringify(this.#lineIds), this.#code]),
    );
    const found = JSON.parse(rows[0]?.found ?? '') as Rows;
    // payOS puts the link's id before the number.
    for (const row of [...found.payments, ...found.refunds]) {
      row.transaction = row.transaction.split(' ').at(-1) ?? '';
    }
    return found;
  }

  /** The database in the model's terms; every payment must add up by itself. */
  async #observe(): Promise<MoneySummary> {
    const { payments, refunds, allocations, lines, orders, claims, codes } = await this.#read();
    this.#doubted = payments.filter(({ doubt }) => doubt !== null);
    for (const { id, amount, unapplied, setAside } of payments) {
      const allocated = allocations.filter((row) => row.payment === id);
      const due = refunds.filter((row) => row.payment === id);
      assert.equal(amount, sum(allocated) + sum(due) + unapplied + setAside, 'a payment adds up');
    }
    assert.equal(codes.used, codes.live, 'a code’s uses are its live redemptions');
    const unapplied = (isWanted: (payment: Rows['payments'][number]) => boolean) =>
      payments.filter(isWanted).reduce((total, row) => total + row.unapplied, 0);
    const refunded = refunds.filter((row) => row.state === 'refunded');
    const licenses = await this.#readLicenses();
    const inOrder = this.#lineIds.map((id) => lines.find((line) => line.id === id));
    return {
      lines: inOrder.map((line) => line?.state ?? ''),
      promises: inOrder.map((line) => line?.promise ?? ''),
      expiries: licenses.map((license) => license?.expiry ?? ''),
      periods: await this.#readPaidPeriods(),
      temporaryExpiries: licenses.map((license) => license?.temporaryExpiry ?? null),
      claims: claims.map(({ line, year }) => `${this.#lineIds.indexOf(line)} ${year}`).toSorted(),
      renewed: inOrder.flatMap((line, at) => Array.from({ length: line?.renewals ?? 0 }, () => at)),
      received: Object.fromEntries(
        payments.map((row): [string, number] => [row.transaction, row.amount]).toSorted(),
      ),
      totals: inOrder.map((line) => line?.total ?? 0),
      balances: this.#orders.map(({ id }) => orders.find((row) => row.id === id)?.balance ?? 0),
      allocated: this.#lineIds.map((id) => sum(allocations.filter((row) => row.line === id))),
      refundDue: sum(refunds) - sum(refunded),
      refunded: sum(refunded),
      underpaid: this.#attempts.map(({ id }) =>
        unapplied((row) => row.attempt === id && row.reason === 'underpaid'),
      ),
      unmatched: unapplied((row) => row.reason === 'unmatched'),
      setAside: payments.reduce((total, row) => total + row.setAside, 0),
      suspected: unapplied((row) => row.reason === 'suspected_fraud'),
      codeUses: codes.used,
    };
  }

  /** As the portal sees them. */
  async #readLicenses() {
    const { db } = this.#context;
    const today = calendarDateAt(this.#now);
    const rows = await selectCustomers(db, this.#actor).orderBy('tax_code').execute();
    const facts = await readCustomerFacts(db, rows, today);
    const licenses = rows
      .map((row) => toCustomer(row, today, facts))
      .flatMap((customer) =>
        customer.licenses.map((license) => ({ ...license, customerId: customer.id })),
      );
    return OWNERS.map((_, at) => licenses.find(({ externalId }) => externalId === `L-${at}`));
  }

  async #readPaidPeriods(): Promise<string[][]> {
    const rows = await this.#context.db
      .selectFrom('license_periods')
      .select(['license_id', 'first_day', 'last_day', 'quantity'])
      .where('source', '=', 'order_line')
      .where('ended_at', 'is', null)
      .where(
        'license_id',
        'in',
        this.#licenses.map(({ id }) => id),
      )
      .execute();
    return this.#licenses.map(({ id }) =>
      rows
        .filter((row) => row.license_id === id)
        .map((row) => `${row.first_day} ${row.last_day} x${row.quantity}`)
        .toSorted(),
    );
  }

  /**
   * However it was played: time in force was paid for, at a price that anybody could have had for it. No line gives
   * more days than its years; and for every order's paid lines at least the price of an order of just these has been
   * paid, or is kept back from the firm's next discount.
   */
  async #assertHonestlyPaid(): Promise<void> {
    const renewals = await this.#context.db
      .selectFrom('license_renewals')
      .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
      .selectAll('order_lines')
      .select(['renewed_at', 'old_expiry', 'license_renewals.new_expiry as renewed_to'])
      .where('order_lines.id', 'in', this.#lineIds)
      .execute();
    const [world] = this.#worlds;
    assert.ok(world);
    let honest = 0;
    let ordersWithCode = 0;
    for (const [orderId, paid] of Map.groupBy(renewals, (line) => line.order_id)) {
      const order = this.#orders.findIndex((known) => known.id === orderId);
      const hasCode = world.orders[order]?.code !== 'none';
      if (hasCode) ordersWithCode++;
      const tier = MARKET.tiers.find(({ lines }) => lines <= paid.length)?.percent ?? 0;
      const priced = paid.map(({ list, vat_rate }) => ({ list, vat: vat_rate === '8%' ? 8 : 0 }));
      const prices = pricesOf(priced, tier, 0, hasCode ? MARKET.codePercent : 0);
      honest += prices.reduce((total, { net }) => total + net, 0);
      for (const line of paid) {
        const first = calendarDateAt(line.renewed_at);
        const from = line.old_expiry > first ? line.old_expiry : addDays(first, -1);
        const days = (Date.parse(line.renewed_to) - Date.parse(from)) / DAY;
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
  async #assertPaidBackOnce(): Promise<void> {
    const { payments, refunds } = await this.#read();
    for (const { transaction, amount } of payments) {
      const recorded = refunds.filter(
        (row) => row.transaction === transaction && row.state === 'refunded',
      );
      const number = Number(transaction);
      const wentBack = this.#ledger.paidBackOf(number) + (this.#transferredBack.get(number) ?? 0);
      assert.equal(wentBack, sum(recorded), 'what went back is recorded, once');
      assert.ok(wentBack <= amount, 'no more goes back than came');
    }
  }
}

const WHOLE_YEAR = { kind: 'place', years: 1, endMonth: 12, ahead: 0, users: 2 } as const;

/** Months with at least one day between two dates. */
function monthsTouched(from: string, until: string): number {
  const monthOf = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return monthOf(until) - monthOf(from) + 1;
}

const CODE = {
  firmId: null,
  kind: 'percent' as const,
  value: 1_000,
  scope: 'line' as const,
  referral: false,
  validFrom: null,
  validUntil: null,
  maxUses: 1,
  active: true,
};

function amountOf(asked: number, amount: StepOf<'message'>['amount']): number {
  const part = Math.floor(asked / 3);
  return { exact: asked, part, rest: asked - part, over: asked + 1_000, one: 1 }[amount] as number;
}

function sum(rows: readonly { amount: number }[]): number {
  return rows.reduce((total, row) => total + row.amount, 0);
}

async function isDone(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => true,
    (error: unknown) => ignoreRefusal(error) ?? false,
  );
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof Error) || error.name !== 'DomainError') throw error;
}

function ignoreUnfinished(error: unknown): undefined {
  if (error instanceof Error && error.name === 'RefundPending') return;
  ignoreRefusal(error);
}
