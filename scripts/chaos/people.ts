import { setTimeout as sleep } from 'node:timers/promises';
import { TRPCClientError } from '@trpc/client';
import type { Told } from '../../server/testing/gateways/gateway-messages.ts';
import type { Random } from '../../server/testing/random.ts';
import { orderOf } from '../../server/testing/test-directory.ts';
import { type Client, clientOf, signToken } from '../../server/testing/test-server.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { deliver } from './deliver.ts';
import { type Others, toPay } from './others.ts';
import type { Servers } from './servers.ts';
import { type Acknowledged, AGAIN_MS, type Surroundings } from './surroundings.ts';

/** A refusal of ours, with its code. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Gateways to whose page a payer is sent. */
const REDIRECTING: readonly PaymentMethod[] = ['vnpay', 'momo', 'zalopay', 'payos'];

/** Reporters of a transfer, besides the lists that are read anyway. */
const REPORTERS: readonly (readonly NonNullable<Told['reporter']>[])[] = [
  [],
  ['sepay'],
  ['casso'],
  ['sepay', 'casso'],
];

/** Memos of payers who do not copy the right one. */
const ODD_MEMOS = ['GIA HAN PHAN MEM KE TOAN', 'ck tien hang thang 11', 'LAI TIEN GUI'];

/** After this many refusals in a row, all of a person's customers are in unpaid orders. */
const MOST_REFUSALS = 20;

/** A person who orders, pays, repeats and cancels for customers of their own, one action after the other. */
export class Person {
  readonly #codes: readonly string[];
  readonly #surroundings: Surroundings;
  readonly #servers: Servers;
  readonly #others: Others;
  readonly #random: Random;
  readonly #seen: Acknowledged;
  /** Orders that this person has not tried to cancel. */
  readonly #placed: string[] = [];

  constructor(codes: readonly string[], surroundings: Surroundings, random: Random) {
    this.#codes = codes;
    this.#surroundings = surroundings;
    this.#servers = surroundings.servers;
    this.#others = surroundings.others;
    this.#random = random;
    this.#seen = surroundings.seen;
  }

  async live(isOver: () => boolean): Promise<void> {
    const deeds = [
      this.#pay,
      this.#payByLine,
      this.#payElsewhere,
      this.#payElsewhere,
      this.#payTwice,
      this.#payOddly,
      this.#cancel,
      this.#race,
    ];
    let refusals = 0;
    while (!isOver()) {
      try {
        await this.#random.pick(deeds).call(this);
        refusals = 0;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.code === 'INTERNAL') this.#seen.faults.push(error.message);
        refusals++;
      }
      if (refusals > MOST_REFUSALS) {
        await this.#giveUpOne();
        refusals = 0;
      }
      await sleep(this.#random.below(30));
    }
  }

  /** Pays by bank transfer, reported once or more often; perhaps twice, by two people. */
  async #pay(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const transfer = await this.#transferFor(orderId);
    const times = this.#random.chance(0.15) ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => this.#report(transfer)));
  }

  /** Owners pay a line each, at once; perhaps all but one. */
  async #payByLine(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const { lines } = await this.#answered((client) => client.orders.get.query({ orderId }));
    const transfers = [];
    for (const { id } of this.#random.chance(0.3) ? lines.slice(1) : lines) {
      transfers.push(await this.#transferFor(orderId, [id]));
    }
    await Promise.all(transfers.map((transfer) => this.#report(transfer)));
  }

  /** At a gateway, whose message may be lost, come twice, or come before the gateway's own answer. */
  async #payElsewhere(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const method = this.#random.pick(REDIRECTING);
    await this.#charged(method, await this.#sentOn(orderId, method));
  }

  /** Two people pay, each at the gateway before the other has paid: the second payment is due back in full. */
  async #payTwice(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const [method, another] = [this.#random.pick(REDIRECTING), this.#random.pick(REDIRECTING)];
    const [page, anotherPage] = [
      await this.#sentOn(orderId, method),
      await this.#sentOn(orderId, another),
    ];
    await Promise.all([this.#charged(method, page), this.#charged(another, anotherPage)]);
  }

  /** Pays by a transfer without a memo of ours, or of another amount. */
  async #payOddly(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const { amount, memo } = await this.#transferFor(orderId);
    if (this.#random.chance(0.5)) {
      await this.#report({ amount, memo: this.#random.pick(ODD_MEMOS) });
      return;
    }
    const share = this.#random.pick([0.5, 1.5, 2]);
    await this.#report({ amount: Math.ceil(amount * share), memo });
  }

  async #cancel(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const transfer = this.#random.chance(0.4) ? await this.#transferFor(orderId) : null;
    try {
      await this.#answered((client) => client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' }));
    } catch (error) {
      // The answer to the call before was lost with the server.
      if (!(error instanceof Refused) || error.code !== 'ORDER_NOT_CANCELLABLE') throw error;
    }
    this.#seen.cancelled.add(orderId);
    if (transfer !== null) await this.#report(transfer);
  }

  /** Cancels the first order that still can be cancelled: otherwise nobody could order any more in a long run. */
  async #giveUpOne(): Promise<void> {
    for (let orderId = this.#placed.shift(); orderId; orderId = this.#placed.shift()) {
      const order = { orderId, reason: 'Chưa ai trả' };
      try {
        await this.#answered((client) => client.orders.cancel.mutate(order));
        this.#seen.cancelled.add(orderId);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
  }

  /** Two orders of one licence at once: one is placed, or none. */
  async #race(): Promise<void> {
    const codes = [this.#random.pick(this.#codes)];
    const placed = await Promise.allSettled([this.#place(codes), this.#place(codes)]);
    const orderIds = placed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (orderIds.length > 1) this.#seen.faults.push(`one licence in two orders: ${orderIds}`);
    for (const one of placed) {
      if (one.status === 'rejected' && !(one.reason instanceof Refused)) throw one.reason;
    }
    for (const orderId of orderIds) await this.#report(await this.#transferFor(orderId));
  }

  /** @returns the amount to pay on the gateway's page */
  async #sentOn(orderId: string, method: PaymentMethod): Promise<ReturnType<typeof toPay>> {
    const start = { orderId, method, locale: 'vi' } as const;
    for (let refusals = 0; ; ) {
      try {
        const { id, redirectUrl } = await this.#answered((client) =>
          client.payments.start.mutate(start),
        );
        if (redirectUrl !== null) return toPay(redirectUrl);
        this.#seen.faults.push(`attempt ${id} leads nowhere`);
        throw new Refused('leads nowhere');
      } catch (error) {
        // The person tries again, as the screen advises where the gateway can't be reached.
        const isUnreached = error instanceof Refused && error.code === 'GATEWAY_UNAVAILABLE';
        if (!isUnreached || ++refusals > 4) throw error;
        await sleep(AGAIN_MS);
      }
    }
  }

  async #charged(method: PaymentMethod, page: ReturnType<typeof toPay>): Promise<void> {
    const isSuspected = method === 'vnpay' && this.#random.chance(0.15);
    const outcome = isSuspected ? 'suspected_fraud' : 'paid';
    const charge = this.#others.charge({ method, ...page, outcome, at: this.#now() });
    if (this.#random.chance(0.35)) return;
    await deliver(this.#surroundings, this.#random, charge);
    this.#seen.money.add(charge.transaction);
  }

  #some(): string[] {
    const first = this.#random.below(this.#codes.length);
    const count = 1 + this.#random.below(3);
    return Array.from({ length: count }, (_, index) => {
      return this.#codes[(first + index) % this.#codes.length] as string;
    });
  }

  /** The same request until it is answered, sometimes by two processes at once. */
  async #place(codes: readonly string[]): Promise<string> {
    const input = await this.#answered((client) => orderOf(client, codes));
    const place = () => this.#answered((client) => client.orders.place.mutate(input));
    const times = this.#random.chance(0.3) ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: times }, place));
    const [{ id, number } = { id: '', number: '' }] = answers;
    if (answers.some((answer) => answer.id !== id)) {
      this.#seen.faults.push(`one request, two orders: ${answers.map((answer) => answer.id)}`);
    }
    this.#seen.orders.set(id, input.requestId);
    this.#placed.push(id);
    await this.#findInList(id, number);
    return id;
  }

  /**
   * Finds the order by any process, and from any database server: everybody sees the order that they have just placed.
   */
  async #findInList(id: string, number: string): Promise<void> {
    const { orders } = await this.#answered((client) =>
      client.orders.list.query({ query: number }),
    );
    if (orders.some((order) => order.id === id)) return;
    this.#seen.faults.push(`order ${id} is not in the list read after it`);
  }

  /** For all lines, or some. */
  async #transferFor(
    orderId: string,
    lineIds?: string[],
  ): Promise<{ amount: number; memo: string }> {
    const lines = lineIds && { lineIds };
    const start = { orderId, ...lines, method: 'bank_transfer', locale: 'vi' } as const;
    const { transfer } = await this.#answered((client) => client.payments.start.mutate(start));
    if (!transfer) throw new Refused('no transfer');
    return transfer;
  }

  async #report({ amount, memo }: { amount: number; memo: string }): Promise<void> {
    const charge = this.#others.charge({
      method: 'bank_transfer',
      reference: memo,
      amount,
      outcome: 'paid',
      at: this.#now(),
    });
    const reporters = this.#random.pick(REPORTERS);
    await Promise.all(
      reporters.map((reporter) => deliver(this.#surroundings, this.#random, charge, reporter)),
    );
    if (reporters.length > 0) this.#seen.money.add(charge.transaction);
  }

  #now(): number {
    return this.#servers.now();
  }

  /** Calls as the widget does: again, by any process, until there is an answer or a refusal. */
  async #answered<Value>(call: (client: Client) => PromiseLike<Value>): Promise<Value> {
    for (;;) {
      const server = this.#servers.any(this.#random);
      if (server !== undefined) {
        const token = await signToken({ issuedAt: this.#now() });
        try {
          return await call(clientOf(server, token));
        } catch (error) {
          const code = error instanceof TRPCClientError ? error.data?.domain?.code : undefined;
          if (code === 'UNAVAILABLE') this.#seen.unavailable++;
          // Signed by a clock that may have jumped.
          else if (code !== undefined && code !== 'UNAUTHORIZED') throw new Refused(code);
          if (!(error instanceof TRPCClientError)) throw error;
        }
      }
      await sleep(AGAIN_MS);
    }
  }
}
