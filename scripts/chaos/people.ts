import { setTimeout as sleep } from 'node:timers/promises';
import { TRPCClientError } from '@trpc/client';
import type { Config } from '../../server/config/config.ts';
import { type Told, wireMessage } from '../../server/testing/gateway-messages.ts';
import type { Charge } from '../../server/testing/histories/gateway-ledger.ts';
import { orderOf } from '../../server/testing/test-directory.ts';
import { type Client, clientOf, signToken } from '../../server/testing/test-server.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { type Others, toPay } from './others.ts';
import type { Random } from './random.ts';
import type { Servers } from './servers.ts';

/** All that the server has acknowledged. */
export interface Acknowledged {
  /** The request by order. */
  orders: Map<string, string>;
  cancelled: Set<string>;
  /** Money by the gateway's or the bank's number of it. */
  money: Set<number>;
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

/** Gateways to whose page a payer is sent. */
const REDIRECTING: readonly PaymentMethod[] = ['vnpay', 'momo', 'zalopay', 'payos'];

/** Who tells of a transfer, besides the lists that are read anyway. */
const REPORTERS: readonly (readonly NonNullable<Told['reporter']>[])[] = [
  [],
  ['sepay'],
  ['casso'],
  ['sepay', 'casso'],
];

/** What all people have in common. */
export interface Surroundings {
  servers: Servers;
  others: Others;
  seen: Acknowledged;
  /** The servers'. */
  config: Config;
}

/** A person who orders, pays, repeats and cancels for customers of their own, one deed after the other. */
export class Person {
  readonly #codes: readonly string[];
  readonly #servers: Servers;
  readonly #others: Others;
  readonly #random: Random;
  readonly #seen: Acknowledged;
  readonly #config: Config;

  constructor(
    codes: readonly string[],
    { servers, others, seen, config }: Surroundings,
    random: Random,
  ) {
    this.#codes = codes;
    this.#servers = servers;
    this.#others = others;
    this.#random = random;
    this.#seen = seen;
    this.#config = config;
  }

  async live(isOver: () => boolean): Promise<void> {
    const deeds = [this.#pay, this.#payElsewhere, this.#payElsewhere, this.#cancel, this.#race];
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

  /** At a gateway, whose message may never come, come twice, or come before its own answer. */
  async #payElsewhere(): Promise<void> {
    const orderId = await this.#place(this.#some());
    const method = this.#random.pick(REDIRECTING);
    const start = { orderId, method, locale: 'vi' } as const;
    let refusals = 0;
    let redirectUrl: string | null = null;
    while (redirectUrl === null) {
      try {
        const attempt = await this.#answered((client) => client.payments.start.mutate(start));
        redirectUrl = attempt.redirectUrl;
        if (redirectUrl === null) {
          return void this.#seen.faults.push(`attempt ${attempt.id} leads nowhere`);
        }
      } catch (error) {
        // As the person's screen says: the gateway can't be reached, try again.
        if (!(error instanceof Refused) || ++refusals > 4) throw error;
        await sleep(AGAIN_MS);
      }
    }
    const charge = this.#others.charge({ method, ...toPay(redirectUrl), at: this.#now() });
    if (this.#random.chance(0.35)) return;
    await this.#delivered(charge);
    this.#seen.money.add(charge.transaction);
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
    const [{ id, number } = { id: '', number: '' }] = answers;
    if (answers.some((answer) => answer.id !== id)) {
      this.#seen.faults.push(`one request, two orders: ${answers.map((answer) => answer.id)}`);
    }
    this.#seen.orders.set(id, input.requestId);
    await this.#findInList(id, number);
    return id;
  }

  /** By whichever process, and from whichever server: nobody misses what they have just placed. */
  async #findInList(id: string, number: string): Promise<void> {
    const { orders } = await this.#answered((client) =>
      client.orders.list.query({ query: number }),
    );
    if (orders.some((order) => order.id === id)) return;
    this.#seen.faults.push(`order ${id} is not in the list read after it`);
  }

  async #transferFor(orderId: string): Promise<{ amount: number; memo: string }> {
    const start = { orderId, method: 'bank_transfer', locale: 'vi' } as const;
    const { transfer } = await this.#answered((client) => client.payments.start.mutate(start));
    if (!transfer) throw new Refused('no transfer');
    return transfer;
  }

  async #report({ amount, memo }: { amount: number; memo: string }): Promise<void> {
    const charge = this.#others.charge({
      method: 'bank_transfer',
      reference: memo,
      amount,
      at: this.#now(),
    });
    const reporters = this.#random.pick(REPORTERS);
    await Promise.all(reporters.map((reporter) => this.#delivered(charge, reporter)));
    if (reporters.length > 0) this.#seen.money.add(charge.transaction);
  }

  /** As a gateway does: again until it is acknowledged, sometimes twice at once. */
  async #delivered(charge: Charge, reporter?: NonNullable<Told['reporter']>): Promise<void> {
    const times = this.#random.chance(0.3) ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => this.#deliver(charge, reporter)));
  }

  async #deliver(charge: Charge, reporter?: NonNullable<Told['reporter']>): Promise<void> {
    const told = { ...charge, forged: false, ...(reporter ? { reporter } : {}) };
    for (;;) {
      const server = this.#servers.any(this.#random);
      const { path, httpMethod, headers, body } = wireMessage(this.#config, told, this.#now());
      const sentAt = performance.now();
      const answer = await fetch(`${server?.url ?? 'http://127.0.0.1:1'}/gateways/${path}`, {
        method: httpMethod,
        headers,
        ...(httpMethod === 'GET' ? {} : { body }),
      }).catch(() => null);
      const text = await answer?.text().catch(() => null);
      if (answer && typeof text === 'string') {
        if (isAcknowledged(charge.method, answer.status, text)) {
          this.#seen.newestWriteSentAt = Math.max(this.#seen.newestWriteSentAt, sentAt);
          return;
        }
        if (isUnavailable(charge.method, answer.status, text)) this.#seen.unavailable++;
        else
          this.#seen.faults.push(
            `${charge.method} ${reporter ?? ''} was answered ${answer.status} ${text}`,
          );
      }
      await sleep(AGAIN_MS);
    }
  }

  /** By the clock of all servers. */
  #now(): number {
    return Date.now() + this.#servers.clockOffset;
  }

  /** As the widget does: again, by whatever process, until there is an answer or a refusal. */
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
          // Signed by another clock: it has just jumped.
          else if (code !== undefined && code !== 'UNAUTHORIZED') throw new Refused(code);
          if (!(error instanceof TRPCClientError)) throw error;
        }
      }
      await sleep(AGAIN_MS);
    }
  }
}

/** Whether a gateway sends its message no more: each has its own way to say so. */
function isAcknowledged(method: PaymentMethod, status: number, answer: string): boolean {
  if (status >= 300) return false;
  if (method === 'vnpay') return /"RspCode":"0[02]"/.test(answer);
  return method !== 'zalopay' || /"return_code":[12]\b/.test(answer);
}

/** Whether it is told that there is no database just now, and to send it again; VNPay and ZaloPay are told so in words. */
function isUnavailable(method: PaymentMethod, status: number, answer: string): boolean {
  if (method === 'vnpay') return answer.includes('"RspCode":"99"');
  return status === 503 || (method === 'zalopay' && answer.includes('"return_code":0'));
}
