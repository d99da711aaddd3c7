import { setTimeout as sleep } from 'node:timers/promises';
import { TRPCClientError } from '@trpc/client';
import { momoIpn } from '../../server/testing/fake-gateways.ts';
import { orderOf } from '../../server/testing/test-directory.ts';
import {
  type Client,
  clientOf,
  SEPAY_API_KEY,
  signToken,
} from '../../server/testing/test-server.ts';
import type { Others } from './others.ts';
import type { Random } from './random.ts';
import type { Servers } from './servers.ts';

/** All that the server has acknowledged. */
export interface Acknowledged {
  /** The request by order. */
  orders: Map<string, string>;
  cancelled: Set<string>;
  /** Money by the gateway's number of it. */
  money: Map<string, number>;
  /** Answers that no client should see. */
  faults: string[];
  /** When the acknowledged message of a gateway that left last was sent, by the monotonic clock. */
  newestWriteSentAt: number;
  /** Answers that there was no database just then. */
  unavailable: number;
}

/** How long a person or a gateway waits before trying again, in milliseconds. */
const AGAIN_MS = 40;

/** A refusal of ours, with its code. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

let lastTransaction = 0;

/** A person who orders, pays, repeats and cancels for customers of their own, one deed after the other. */
export class Person {
  readonly #codes: readonly string[];
  readonly #servers: Servers;
  readonly #others: Others;
  readonly #random: Random;
  readonly #seen: Acknowledged;

  constructor(
    codes: readonly string[],
    servers: Servers,
    others: Others,
    random: Random,
    seen: Acknowledged,
  ) {
    this.#codes = codes;
    this.#servers = servers;
    this.#others = others;
    this.#random = random;
    this.#seen = seen;
  }

  async live(isOver: () => boolean): Promise<void> {
    const deeds = [this.#pay, this.#pay, this.#payByMomo, this.#cancel, this.#race];
    while (!isOver()) {
      try {
        await this.#random.pick(deeds).call(this);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.code === 'INTERNAL') this.#seen.faults.push(error.message);
      }
      await sleep(this.#random.below(30));
    }
  }

  /** By bank transfer, reported once or more often; perhaps paid twice, by two people. */
  async #pay(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const transfer = await this.#transferFor(orderId);
    const times = this.#random.chance(0.15) ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => this.#report(transfer)));
  }

  /** MoMo's message may never come, come twice, or come before its own answer. */
  async #payByMomo(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const start = { orderId, method: 'momo', locale: 'vi' } as const;
    let refusals = 0;
    let attemptId = '';
    while (attemptId === '') {
      try {
        attemptId = (await this.#answered((client) => client.payments.start.mutate(start))).id;
      } catch (error) {
        // As the person's screen says: MoMo can't be reached, try again.
        if (!(error instanceof Refused) || ++refusals > 4) throw error;
        await sleep(AGAIN_MS);
      }
    }
    const created = this.#others.created(attemptId);
    if (created === undefined) {
      this.#seen.faults.push(
        `attempt ${attemptId} was acknowledged, and MoMo has never heard of it`,
      );
      return;
    }
    await this.#charge(created.reference, created.amount);
  }

  async #charge(reference: string, amount: number): Promise<void> {
    const transaction = ++lastTransaction;
    this.#others.charges.set(reference, { amount, transaction });
    if (this.#random.chance(0.35)) return;
    const body = momoIpn({ reference, amount, transactionId: transaction });
    const send = () => this.#delivered('/gateways/momo', {}, body);
    await Promise.all(Array.from({ length: this.#random.chance(0.3) ? 2 : 1 }, send));
    this.#seen.money.set(`momo ${transaction}`, amount);
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
    const [id = ''] = answers.map((answer) => answer.id);
    if (answers.some((answer) => answer.id !== id)) {
      this.#seen.faults.push(`one request, two orders: ${answers.map((answer) => answer.id)}`);
    }
    this.#seen.orders.set(id, input.requestId);
    return id;
  }

  async #transferFor(orderId: string): Promise<{ amount: number; memo: string }> {
    const start = { orderId, method: 'bank_transfer', locale: 'vi' } as const;
    const { transfer } = await this.#answered((client) => client.payments.start.mutate(start));
    if (!transfer) throw new Refused('no transfer');
    return transfer;
  }

  async #report({ amount, memo }: { amount: number; memo: string }): Promise<void> {
    const id = ++lastTransaction;
    const body = JSON.stringify({
      id,
      content: memo,
      referenceCode: `FT${id}`,
      transferType: 'in',
      transferAmount: amount,
    });
    const headers = { authorization: `Apikey ${SEPAY_API_KEY}` };
    const send = () => this.#delivered('/gateways/sepay', headers, body);
    await Promise.all(Array.from({ length: this.#random.chance(0.3) ? 2 : 1 }, send));
    this.#seen.money.set(`sepay ${id}`, amount);
  }

  /** As a gateway does: again until it is acknowledged. */
  async #delivered(path: string, headers: Record<string, string>, body: string): Promise<void> {
    for (;;) {
      const server = this.#servers.any(this.#random);
      const sentAt = performance.now();
      const answer = await fetch(`${server?.url ?? 'http://127.0.0.1:1'}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }).catch(() => null);
      const text = await answer?.text().catch(() => null);
      if (answer?.ok && text !== null) {
        this.#seen.newestWriteSentAt = Math.max(this.#seen.newestWriteSentAt, sentAt);
        return;
      }
      if (answer?.status === 503) this.#seen.unavailable++;
      else if (answer && text !== null) this.#seen.faults.push(`${path} answered ${answer.status}`);
      await sleep(AGAIN_MS);
    }
  }

  /** As the widget does: again, by whatever process, until there is an answer or a refusal. */
  async #answered<Value>(call: (client: Client) => PromiseLike<Value>): Promise<Value> {
    for (;;) {
      const server = this.#servers.any(this.#random);
      if (server !== undefined) {
        const token = await signToken({ issuedAt: Date.now() + this.#servers.clockOffset });
        try {
          return await call(clientOf(server, token));
        } catch (error) {
          const code = error instanceof TRPCClientError ? error.data?.domain?.code : undefined;
          if (code === 'UNAVAILABLE') this.#seen.unavailable++;
          // Signed by another clock: it has just jumped.
          else if (code !== undefined && code !== 'UNAUTHORIZED') throw new Refused(code);
          if (!(error instanceof TRPCClientError)) throw error;
        }
      }
      await sleep(AGAIN_MS);
    }
  }
}
