import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../server/database/db.ts';
import { OPERATIONS_PASSWORD } from '../../server/testing/operations.ts';
import type { Random } from '../../server/testing/random.ts';
import { AGAIN_MS, type Surroundings } from './surroundings.ts';
import { type OpenRefund, ordersFor, readWork, type Unapplied, type Work } from './work-left.ts';

/** The origin of the operations page, from which a browser sends its forms. */
export const PUBLIC_URL = 'http://127.0.0.1:4100';

/** Prefix of the reference of a refund that its gateway says it has made. */
export const GATEWAY_SAYS = 'cong da hoan';

type Form = Record<string, string>;

/** Longest pause between two looks at the page, in milliseconds. */
const PAUSE_MS = 200;

/** A person of the vendor's operations, who decides about money and pays back, while a colleague does the same. */
export class Operator {
  readonly #name: string;
  readonly #db: Db;
  readonly #surroundings: Surroundings;
  readonly #random: Random;
  /** Cookie of the signed-in browser. */
  #cookie = '';
  #transfers = 0;

  constructor(name: string, db: Db, surroundings: Surroundings, random: Random) {
    this.#name = name;
    this.#db = db;
    this.#surroundings = surroundings;
    this.#random = random;
  }

  async live(isOver: () => boolean): Promise<void> {
    let work: Work | null = null;
    while (!isOver()) {
      // Sometimes from a page that has been open for a while.
      if (this.#random.chance(0.7)) work = await readWork(this.#db);
      const deeds = work === null ? [] : this.#deedsOf(work);
      if (deeds.length > 0) await this.#random.pick(deeds)();
      else await this.#send('', null);
      await sleep(this.#random.below(PAUSE_MS));
    }
  }

  /**
   * Does all work that waits for a person.
   *
   * @returns whether there was any
   */
  async clear(): Promise<boolean> {
    const work = await readWork(this.#db);
    const deeds = work === null ? [] : this.#deedsOf(work);
    for (const deed of deeds) await deed();
    return deeds.length > 0;
  }

  #deedsOf({ unapplied, refunds }: Work): (() => Promise<void>)[] {
    return [
      ...unapplied.map((payment) => () => this.#decide(payment)),
      // A refund under way is the gateway's.
      ...refunds
        .filter(({ refundState }) => refundState !== 'pending')
        .map((refund) => () => this.#payBack(refund)),
    ];
  }

  async #decide(payment: Unapplied): Promise<void> {
    const { id: paymentId } = payment;
    const form = { paymentId };
    if (payment.isDoubted) return await this.#do('payments/separate', paymentId, form);
    const way = this.#random.next();
    if (way < 0.3) return await this.#do('payments/return', paymentId, form);
    if (payment.reason === 'suspected_fraud') {
      return await this.#do('payments/approve', paymentId, form);
    }
    if (way < 0.4) {
      return await this.#do('payments/set-aside', paymentId, { ...form, note: 'Lãi tiền gửi' });
    }
    const [first, second] = await ordersFor(this.#db, payment, this.#random);
    if (first === undefined) return;
    if (way < 0.55 && second !== undefined && !payment.isPart && payment.amount > 1) {
      const part = Math.ceil(payment.amount / 3);
      return await this.#do('payments/split', paymentId, {
        ...form,
        ...rowOf(1, first, part),
        ...rowOf(2, second, payment.amount - part),
      });
    }
    await this.#do('payments/assign', paymentId, { ...form, orderId: first.id });
  }

  async #payBack({ id, isByGateway, unclearId }: OpenRefund): Promise<void> {
    const form = { refundDueId: id };
    if (unclearId === null) {
      if (isByGateway && this.#random.chance(0.8)) {
        return await this.#do('refunds/request', id, form);
      }
      return await this.#transferBack(id, `${this.#name} FT${++this.#transfers}`);
    }
    // Asks the gateway about its refund.
    const paid = this.#surroundings.others.paidBackFor(unclearId);
    const shown = { ...form, refundId: unclearId };
    if (paid > 0) return await this.#transferBack(id, `${GATEWAY_SAYS} ${unclearId}`, shown);
    if (this.#random.chance(0.5)) return await this.#do('refunds/reopen', id, shown);
    await this.#transferBack(id, `${this.#name} FT${++this.#transfers}`, shown);
  }

  /** At the bank, then recorded under the bank's number. */
  async #transferBack(id: string, reference: string, shown: Form = {}): Promise<void> {
    const form = { refundDueId: id, ...shown, reference };
    await this.#do('refunds/mark', id, form, reference);
  }

  /** The same form until it is answered, sometimes sent by two presses of the button. */
  async #do(path: string, subjectId: string, form: Form, key?: string): Promise<void> {
    const { operated } = this.#surroundings.seen;
    const deed = { deed: path, subjectId, isAcknowledged: false };
    operated.set(key ?? `${this.#name} ${path} ${subjectId} ${operated.size}`, deed);
    const times = this.#random.chance(0.2) ? 2 : 1;
    const sent = Array.from({ length: times }, () => this.#send(path, { ...form, checked: 'yes' }));
    const statuses = await Promise.all(sent);
    deed.isAcknowledged = statuses.includes(303);
  }

  /** @returns the status of the final answer */
  async #send(path: string, form: Form | null): Promise<number> {
    const { servers, seen } = this.#surroundings;
    for (;;) {
      const server = servers.any(this.#random);
      const answer = await fetch(`${server?.url ?? 'http://127.0.0.1:1'}/operations/${path}`, {
        headers: {
          authorization: `Basic ${Buffer.from(`${this.#name}:${OPERATIONS_PASSWORD}`).toString('base64')}`,
          cookie: this.#cookie,
          ...(form ? { origin: PUBLIC_URL } : {}),
        },
        redirect: 'manual',
        ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      }).catch(() => null);
      const text = await answer?.text().catch(() => null);
      if (answer && typeof text === 'string') {
        const [cookie] = answer.headers.getSetCookie();
        this.#cookie = cookie?.split(';')[0] ?? this.#cookie;
        const { status } = answer;
        const isFault = status >= 500 || status === 401 || status === 429;
        if (status === 503) seen.unavailable++;
        else if (!isFault || servers.hasAnswered(server)) {
          if (isFault) {
            seen.faults.push(`/operations/${path} was answered ${status} ${text.slice(0, 300)}`);
          }
          return status;
        }
      }
      await sleep(AGAIN_MS);
    }
  }
}

function rowOf(row: number, { id, number }: { id: string; number: string }, amount: number): Form {
  return {
    [`orderId${row}`]: id,
    [`orderNumber${row}`]: number,
    [`knownNumber${row}`]: number,
    [`amount${row}`]: String(amount),
  };
}
