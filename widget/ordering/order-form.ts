import type { RowProblem } from '../../shared/error-codes.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Quote } from '../../shared/schemas/quote.ts';
import { Call } from '../api/call.ts';
import { type Fault, faultOf, isPassing, RenewalFault } from '../api/fault.ts';
import type { Session } from '../api/session.ts';
import {
  type Draft,
  type DraftChange,
  type DraftRow,
  emptyDraft,
  filledRows,
  isQuotationRefusal,
  newRequestId,
} from './draft/draft.ts';
import { withLicensesLookedUp, withLookedUp } from './draft/draft-customers.ts';
import { type Direction, NO_HISTORY, recorded, stepped } from './draft/history.ts';
import { lookUpCodes, lookUpLicenses } from './draft/look-up-codes.ts';
import { toPlaceInput } from './quote/place-input.ts';
import { Quoting, type QuotingHost } from './quote/quoting.ts';
import { takeRefusal } from './quote/take-refusal.ts';

/** An order that was placed. */
export interface PlacedOrder {
  id: string;
  /** The number as people see it: DH000123. */
  number: string;
}

/**
 * An order form without a screen: the draft with its undo and redo, its prices, which follow each change, and placing
 * it. It fires `change` whenever one of its public properties has changed.
 */
export class OrderForm extends EventTarget {
  readonly #session: Session;
  readonly #locale: 'vi' | 'en';
  #draft: Draft;
  #history = NO_HISTORY;
  readonly #quotes: Quoting;
  #placing: Promise<PlacedOrder> | null = null;
  #update: Promise<void> | null = null;
  #fault: Fault | null = null;

  /** @internal */
  constructor(session: Session, locale: 'vi' | 'en', draft = emptyDraft(newRequestId())) {
    super();
    this.#session = session;
    this.#locale = locale;
    this.#draft = draft;
    this.#quotes = new Quoting(
      this.#asHost(),
      (options) => new Call(options, { onChange: () => this.#changed() }),
    );
    this.#changed();
  }

  /** Plain data, which may be kept as JSON; a change makes another one. */
  get draft(): Draft {
    return this.#draft;
  }

  /** The rows that would be ordered. */
  get rows(): readonly DraftRow[] {
    return filledRows(this.#draft);
  }

  /** The prices of all rows, and their sum; null until they are known. */
  get quote(): Quote | null {
    return this.#quotes.quote;
  }

  /** Whether the draft is being priced: `quote` is that of a former state. */
  get isQuoting(): boolean {
    return this.#quotes.busy;
  }

  get isPlacing(): boolean {
    return this.#placing !== null;
  }

  /** The reason why pricing or the last placing failed; null: neither did. */
  get fault(): Fault | null {
    return this.#fault ?? this.#quotes.fault;
  }

  /** A row's price and terms; undefined while they are asked for anew. */
  priceOf(row: DraftRow): Quote['lines'][number] | undefined {
    return this.#quotes.currentRowOf(row);
  }

  /** The reason why a row can't be ordered as it is. */
  problemOf(row: DraftRow): RowProblem | undefined {
    return this.#quotes.problemOf(row);
  }

  /**
   * Adds the due licences of customers, by tax codes or the portal's own ids. A text that names no customer becomes a
   * row with that text.
   *
   * @throws RenewalFault when the server can't be asked
   * @throws RangeError when the order would have too many rows; nothing is added then
   * @throws Error when the order is being placed, or was placed meanwhile
   */
  async addCustomers(codes: readonly string[]): Promise<void> {
    const { requestId } = this.#draft;
    const results = await lookUpCodes(this.#session, codes).catch(fail);
    this.#addTo(requestId, (draft) => withLookedUp(draft, results).draft);
  }

  /** Like {@link addCustomers}, by the portal's own ids of licences. */
  async addLicenses(externalIds: readonly string[]): Promise<void> {
    const { requestId } = this.#draft;
    const results = await lookUpLicenses(this.#session, externalIds).catch(fail);
    this.#addTo(requestId, (draft) => withLicensesLookedUp(draft, results));
  }

  /**
   * Changes the draft: one step that can be undone.
   *
   * @param typing names the field that is being typed in: consecutive changes of one are undone as one
   */
  change(change: DraftChange, typing?: string): void {
    if (this.#placing) throw new Error('The order is being placed.');
    const changed = { ...this.#draft, ...change(this.#draft) };
    this.#history = recorded(this.#history, this.#draft, changed, typing);
    this.#draft = changed;
    this.#fault = null;
    this.#changed();
  }

  /** @returns whether there was a change to go back to, or forth */
  step(direction: Direction): boolean {
    const found = stepped(this.#history, this.#draft, direction);
    if (!found || this.#placing) return false;
    this.#draft = found.draft;
    this.#history = found.history;
    this.#fault = null;
    this.#changed();
    return true;
  }

  /** Resolves once the present draft is priced, or pricing has failed. */
  async settled(): Promise<void> {
    await this.#quotes.settled();
  }

  /** Prices the draft anew: after a fault, or when the page is seen again after a while. */
  refresh(): void {
    this.#fault = null;
    this.#quotes.refresh();
  }

  /** Stops asking for prices; for a form that is not needed any longer. */
  close(): void {
    this.#quotes.close();
  }

  /**
   * Places the order. Safe to call twice and to try again: the same draft is ordered once. The form then begins anew.
   *
   * @param confirmed the `quote` that the person has seen and confirmed; where rows, prices or expiries are others by
   *   now, nothing is ordered (PRICE_CHANGED)
   * @throws RenewalFault when the server refuses the order, or does not answer
   */
  async place(confirmed: Quote): Promise<PlacedOrder> {
    this.#fault = null;
    this.#placing ??= this.#place(confirmed);
    this.#changed();
    return await this.#placing;
  }

  async #place(confirmed: Quote): Promise<PlacedOrder> {
    try {
      await this.settled();
      const { quote, fault } = this.#quotes;
      if (!quote || fault) throw new RenewalFault(fault ?? { code: 'OFFLINE' });
      const { total } = quote.totals;
      if (termsOf(quote) !== termsOf(confirmed)) {
        throw new RenewalFault({ code: 'PRICE_CHANGED', total });
      }
      const input = toPlaceInput(this.#draft, this.#locale, total, this.#quotes);
      const { id, number } = await this.#session.api.orders.place.mutate(input);
      this.#placing = null;
      this.#draft = emptyDraft(newRequestId());
      this.#history = NO_HISTORY;
      this.#quotes.reset();
      return { id, number };
    } catch (error) {
      this.#placing = null;
      this.#fault = faultOf(error);
      if (isQuotationRefusal(this.#fault, this.#draft)) this.#dropQuotation();
      else if (!isPassing(this.#fault)) takeRefusal(this.#asHost(), this.#fault);
      // A new day has begun, and the prices shown are those of the former one.
      if (this.#fault.rowProblems?.some(({ code }) => code === 'TERM_CHANGED')) {
        this.#quotes.refresh();
      }
      throw new RenewalFault(this.#fault);
    } finally {
      this.#changed();
    }
  }

  #addTo(requestId: string, add: (draft: Draft) => Draft): void {
    if (requestId !== this.#draft.requestId) throw new Error('The order was placed meanwhile.');
    const { rows } = add(this.#draft);
    if (rows.length > LIMITS.orderLines) {
      throw new RangeError(`An order has ${LIMITS.orderLines} rows at most.`);
    }
    this.change(() => ({ rows }));
  }

  /** Today's prices apply again, and must be confirmed. */
  #dropQuotation(): void {
    this.#draft = { ...this.#draft, quotation: null };
    this.#changed();
  }

  /** The form as pricing sees it; no part of its public interface. */
  #asHost() {
    const form = this;
    return {
      signIn: form.#session,
      get draft() {
        return form.#draft;
      },
      get quotes() {
        return form.#quotes;
      },
      get updateComplete() {
        return form.#update ?? Promise.resolve();
      },
      requestUpdate: () => form.#changed(),
      handleQuotationRefusal: () => form.#dropQuotation(),
      handleNewTerms: () => {},
      changeDraft: (change) => {
        form.#draft = { ...form.#draft, ...change(form.#draft) };
        form.#changed();
      },
    } satisfies QuotingHost & Parameters<typeof takeRefusal>[0];
  }

  /** Announces changes once for all of a moment. */
  #changed(): void {
    this.#quotes.compare();
    this.#update ??= Promise.resolve().then(() => {
      this.#quotes.follow();
      this.#update = null;
      this.dispatchEvent(new Event('change'));
    });
  }
}

/** The parts of a quote that a person confirms, as one comparable text. */
function termsOf({ lines, totals, problems }: Quote): string {
  const terms = lines.map(({ row, licenseId, planId, total, newExpiry }) => [
    row,
    licenseId,
    planId,
    total,
    newExpiry,
  ]);
  return JSON.stringify([terms, totals.total, problems]);
}

function fail(error: unknown): never {
  throw new RenewalFault(faultOf(error));
}
