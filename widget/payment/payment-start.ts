import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { PaymentAttempt } from '../../shared/schemas/payment.ts';
import { CallController, type CallHost } from '../api/call-controller.ts';
import type { SignIn } from '../api/sign-in.ts';
import { openTab, type Tab } from './gateway-tab.ts';

interface PayHost extends CallHost {
  readonly signIn: SignIn;
}

interface Start {
  orderId: string;
  lineIds: readonly string[];
  method: PaymentMethod;
}

/** The started attempt, and whether the browser blocked the gateway's tab. */
export interface Started {
  payment: PaymentAttempt;
  lineIds: readonly string[];
  isBlocked: boolean;
}

/** Starts a payment: gets the gateway's page for the method, and opens it in a tab of its own. */
export class PaymentStart {
  readonly #host: PayHost;
  readonly #calls: CallController<[start: Start, tab: Tab | null], PaymentAttempt>;
  #method: PaymentMethod | null = null;

  constructor(host: PayHost, onStarted: (started: Started) => void) {
    this.#host = host;
    this.#calls = new CallController(host, {
      kind: 'deed',
      run: (signal: AbortSignal, start: Start, tab: Tab | null) => this.#ask(signal, start, tab),
      done: (payment, { lineIds }, tab) => {
        const { redirectUrl } = payment;
        const isBlocked = redirectUrl !== null && !tab?.goTo(redirectUrl);
        onStarted({ payment, lineIds, isBlocked });
      },
    });
  }

  /** Whether a payment by this method is being started. */
  isStarting(method: PaymentMethod | ''): boolean {
    return this.#calls.isBusy && this.#method === method;
  }

  /** A gateway that does not answer: shown at its method, since the others can be chosen. */
  get refused(): { method: PaymentMethod; text: string } | null {
    const { fault, text } = this.#calls;
    if (fault?.code !== 'GATEWAY_UNAVAILABLE' || this.#method === null) return null;
    return { method: this.#method, text };
  }

  /** The reason why nothing was started, where no method is at fault; empty without a fault. */
  get text(): string {
    return this.refused ? '' : this.#calls.text;
  }

  /** Opens the tab in the press itself, because browsers allow it only then; its address is known later. */
  start(start: Start): void {
    if (this.isStarting(start.method)) return;
    const isOnPage = start.method === 'bank_transfer';
    const tab = isOnPage ? null : openTab(this.#host.signIn.t('gateway.opening'));
    // A gateway may be slow: if another method is chosen meanwhile, this result is ignored.
    this.#calls.drop();
    this.#method = start.method;
    void this.#calls.start(start, tab);
  }

  /** Clears the fault, except one shown at a method. */
  clear(): void {
    if (!this.refused) this.#calls.clear();
  }

  async #ask(signal: AbortSignal, start: Start, tab: Tab | null): Promise<PaymentAttempt> {
    const { api, locale } = this.#host.signIn;
    let payment: PaymentAttempt | null = null;
    try {
      payment = await api.payments.start.mutate({ ...start, lineIds: [...start.lineIds], locale });
      return payment;
    } finally {
      if (payment === null || signal.aborted) tab?.close();
    }
  }
}
