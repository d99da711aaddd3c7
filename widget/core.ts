import type { Plan } from '../shared/schemas/catalog.ts';
import type { Order } from '../shared/schemas/order.ts';
import type { WhoAmI } from '../shared/schemas/sign-in.ts';
import { faultOf, RenewalFault } from './api/fault.ts';
import { followLive } from './api/live/follow-live.ts';
import { openSession, type Session } from './api/session.ts';
import type { Draft } from './ordering/draft/draft.ts';
import { OrderForm } from './ordering/order-form.ts';

export type { DomainErrorShape, ErrorDetails, RowProblem } from '../shared/error-codes.ts';
export type { Customer, License } from '../shared/schemas/customer.ts';
export type { Quote } from '../shared/schemas/quote.ts';
export type { Fault } from './api/fault.ts';
export type { DraftChange, DraftRow } from './ordering/draft/draft.ts';
export { withRow } from './ordering/draft/draft.ts';
export { withRows } from './ordering/draft/with-rows.ts';
export { VERSION } from './version.ts';
export { type Draft, type Order, OrderForm, type Plan, RenewalFault, type WhoAmI };

/**
 * The headless core, on which the elements stand: state and calls, for a page, or a program, that shows an order form
 * of its own. It needs no DOM.
 */
export interface CoreOptions {
  /** The renewal server's address. */
  server: string;
  /** Returns a promise of a fresh sign-in token. */
  fetchToken: () => Promise<string>;
  /** The language of mails to the signed-in person, and about the orders; by default `vi`. */
  locale?: 'vi' | 'en';
  /** Called when a renewed token is another person's, or another firm's; nothing is sent with it. */
  onIdentityChanged?: (now: WhoAmI) => void;
}

/** A signed-in person's way to the server. */
export class RenewalCore {
  readonly #session: Session;
  readonly #locale: 'vi' | 'en';

  /** @throws RenewalFault when no token is given, or the server can't be reached or refuses it */
  static async open({
    server,
    fetchToken,
    locale = 'vi',
    onIdentityChanged = () => {},
  }: CoreOptions): Promise<RenewalCore> {
    const session = await openSession({
      server,
      locale,
      onIdentityChanged,
      fetchTokenNow: () => fetchToken,
      fetchTokenReplaced: () => new Promise(() => {}),
      onToken: () => {},
    });
    return new RenewalCore(session, locale);
  }

  private constructor(session: Session, locale: 'vi' | 'en') {
    this.#session = session;
    this.#locale = locale;
  }

  get whoAmI(): WhoAmI {
    return this.#session.whoAmI;
  }

  /** The plans that the portal sells. */
  get plans(): readonly Plan[] {
    return this.#session.plans;
  }

  /** @param draft one that was kept, as JSON; none: an empty one */
  orderForm(draft?: Draft): OrderForm {
    return new OrderForm(this.#session, this.#locale, draft);
  }

  /** @throws RenewalFault (NOT_FOUND) for an order that is not the firm's */
  async order(orderId: string): Promise<Order> {
    return await this.#session.api.orders.get.query({ orderId }).catch((error: unknown) => {
      throw new RenewalFault(faultOf(error));
    });
  }

  /** In a page: an order's present state, then each change, until the signal aborts. */
  followOrder(orderId: string, onOrder: (order: Order) => void, signal: AbortSignal): void {
    void followLive(this.#session, signal, `order:${orderId}`, onOrder);
  }
}
