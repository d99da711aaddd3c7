/** What may happen to the money of one order, in the model's words. */
export type MoneyEvent =
  | { kind: 'money'; session: number; transaction: number; amount: number; suspected: boolean }
  /** All or nothing, as one of the lines may be paid already; without lines, all that is unpaid. */
  | { kind: 'cancel'; lines: readonly number[] | null }
  | { kind: 'approve'; transaction: number }
  | { kind: 'give_back'; transaction: number };

interface ModelPayment {
  session: number;
  amount: number;
  state: 'applied' | 'suspected' | 'given_back';
}

/** What the model and the database are compared by. */
export interface MoneySummary {
  /** By line, in the order of the lines. */
  lines: ('awaiting_payment' | 'paid' | 'cancelled')[];
  received: number;
  allocated: number;
  refundDue: number;
  heldShort: number;
  heldSuspected: number;
}

/**
 * An order's money, told as simply as it can be: each session has a purse. Money goes into the purse; a
 * purse that can pay its lines does, and is emptied; whatever no line takes is due back.
 */
export class MoneyModel {
  readonly #totals: readonly number[];
  readonly #sessions: readonly (readonly number[])[];
  readonly #lines: MoneySummary['lines'];
  readonly #purses: number[];
  readonly #payments = new Map<number, ModelPayment>();
  #refundDue = 0;

  /**
   * @param totals of the lines, in dong
   * @param sessions the lines of each session, by index
   */
  constructor(totals: readonly number[], sessions: readonly (readonly number[])[]) {
    this.#totals = totals;
    this.#sessions = sessions;
    this.#lines = totals.map(() => 'awaiting_payment' as const);
    this.#purses = sessions.map(() => 0);
  }

  apply(event: MoneyEvent): void {
    switch (event.kind) {
      case 'money':
        this.#receive(event);
        break;
      case 'cancel':
        this.#cancel(event.lines);
        break;
      case 'approve':
        this.#approve(event.transaction);
        break;
      case 'give_back':
        this.#giveBack(event.transaction);
        break;
    }
  }

  summary(): MoneySummary {
    const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
    const payments = [...this.#payments.values()];
    return {
      lines: [...this.#lines],
      received: sum(payments.map((payment) => payment.amount)),
      allocated: sum(this.#totals.filter((_, line) => this.#lines[line] === 'paid')),
      refundDue: this.#refundDue,
      heldShort: sum(this.#purses),
      heldSuspected: sum(
        payments.filter(({ state }) => state === 'suspected').map(({ amount }) => amount),
      ),
    };
  }

  #receive({ session, transaction, amount, suspected }: MoneyEvent & { kind: 'money' }): void {
    if (this.#payments.has(transaction)) {
      if (!suspected) this.#approve(transaction);
      return;
    }
    this.#payments.set(transaction, {
      session,
      amount,
      state: suspected ? 'suspected' : 'applied',
    });
    if (!suspected) this.#put(session, amount);
  }

  #approve(transaction: number): void {
    const payment = this.#payments.get(transaction);
    if (payment?.state !== 'suspected') return;
    payment.state = 'applied';
    this.#put(payment.session, payment.amount);
  }

  #giveBack(transaction: number): void {
    const payment = this.#payments.get(transaction);
    if (payment?.state !== 'suspected') return;
    payment.state = 'given_back';
    this.#refundDue += payment.amount;
  }

  #put(session: number, amount: number): void {
    this.#purses[session] = (this.#purses[session] ?? 0) + amount;
    this.#settle(session);
    // A line that is paid may leave another purse with enough for the lines that are left to it.
    for (let before = ''; before !== String(this.#purses); ) {
      before = String(this.#purses);
      for (const other of this.#purses.keys()) this.#settle(other);
    }
  }

  #settle(session: number): void {
    const purse = this.#purses[session] ?? 0;
    if (purse === 0) return;
    const lines = this.#sessions[session] ?? [];
    const awaiting = lines.filter((line) => this.#lines[line] === 'awaiting_payment');
    const cancelled = lines.filter((line) => this.#lines[line] === 'cancelled');
    for (const target of [[...awaiting, ...cancelled], awaiting]) {
      const cost = target.reduce((sum, line) => sum + (this.#totals[line] ?? 0), 0);
      if (target.length === 0 || cost > purse) continue;
      for (const line of target) this.#lines[line] = 'paid';
      this.#empty(session, purse - cost);
      return;
    }
    if (awaiting.length > 0) this.#settleTogether(awaiting);
    if (awaiting.length === 0) this.#empty(session, purse);
  }

  /** Purses that wait for the very same lines pay them together. */
  #settleTogether(awaiting: readonly number[]): void {
    const waits = (line: number) => this.#lines[line] === 'awaiting_payment';
    const same = [...this.#sessions.keys()].filter(
      (session) => String(this.#sessions[session]?.filter(waits)) === String(awaiting),
    );
    const purse = same.reduce((sum, session) => sum + (this.#purses[session] ?? 0), 0);
    const cost = awaiting.reduce((sum, line) => sum + (this.#totals[line] ?? 0), 0);
    if (cost > purse) return;
    for (const line of awaiting) this.#lines[line] = 'paid';
    for (const session of same) this.#purses[session] = 0;
    this.#refundDue += purse - cost;
  }

  #empty(session: number, left: number): void {
    this.#purses[session] = 0;
    this.#refundDue += left;
  }

  #cancel(named: readonly number[] | null): void {
    const unpaid = [...this.#lines.keys()].filter((line) => this.#isUnpaid(line));
    const closed = named ?? unpaid;
    if (!closed.every((line) => this.#isUnpaid(line))) return;
    for (const line of closed) this.#lines[line] = 'cancelled';
    for (let before = ''; before !== String(this.#purses); ) {
      before = String(this.#purses);
      for (const session of this.#purses.keys()) this.#settle(session);
    }
  }

  #isUnpaid(line: number): boolean {
    return this.#lines[line] === 'awaiting_payment';
  }
}
