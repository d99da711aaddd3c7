import type { RowProblem } from '../../../shared/error-codes.ts';
import type { Quote } from '../../../shared/schemas/quote.ts';
import type { Call, CallOptions } from '../../api/call.ts';
import type { Fault } from '../../api/fault.ts';
import type { Session } from '../../api/session.ts';
import {
  type Draft,
  type DraftRow,
  isQuotationRefusal,
  quotableRows,
  toQuoteInput,
} from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { isOld, untilNextDay } from './next-day.ts';

export type QuotedRow = Quote['lines'][number];

/** The server's answer, with the result for each row, by the row's key. */
interface Answer {
  quote: Quote;
  /** The rows that were asked about. */
  rows: readonly DraftRow[];
  byKey: ReadonlyMap<number, QuotedRow>;
  problemByKey: ReadonlyMap<number, RowProblem>;
}

const DELAY = 250;
const SPREAD_MS = 60_000;

export interface QuotingHost {
  readonly draft: Draft;
  readonly signIn: Pick<Session, 'api' | 'whoAmI'>;
  /** Resolves when the host has taken in the last change of the draft. */
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
  /** The quotation no longer guarantees prices; the host removes it from the draft. */
  handleQuotationRefusal(fault: Fault): void;
  /** Prices or expiries have changed: by a new day, or on the same day also by an edit of the rows. */
  handleNewTerms(isAnotherDay: boolean): void;
}

/** Keeps a draft priced: one call for all rows, shortly after the last change. */
export class Quoting {
  readonly #host: QuotingHost;
  readonly #asking: Call<[], Answer>;
  /** Fires when the next day has begun. */
  #dayTimer: ReturnType<typeof setTimeout> | undefined;
  /** Time of the last answer by the device's clock, in ms. */
  #quotedAt = 0;
  #asked = '';
  /** The draft of the last comparison, which takes long for many rows. */
  #compared: Draft | null = null;
  /** Whether the draft has changed, and the call for it is not yet under way. */
  #isOutdated = false;

  quote: Quote | null = null;
  #byKey: Answer['byKey'] = new Map();
  #problemByKey: Answer['problemByKey'] = new Map();
  /** The rows as they were when they were priced last. */
  #priced = new WeakSet<DraftRow>();

  constructor(host: QuotingHost, callOf: (options: CallOptions<[], Answer>) => Call<[], Answer>) {
    this.#host = host;
    this.#asking = callOf({
      kind: 'question',
      run: (signal) => this.#ask(signal),
      done: (answer) => this.#take(answer),
      failed: (fault) => this.#fail(fault),
    });
  }

  get busy(): boolean {
    return this.#isOutdated || this.#asking.isBusy;
  }

  /** The reason why the last quote failed: the prices shown are out of date. */
  get fault(): Fault | null {
    return this.#asking.fault;
  }

  rowOf(row: DraftRow): QuotedRow | undefined {
    return this.#byKey.get(row.key);
  }

  /** The row's quote; undefined as well while a newer one is requested, or has failed. */
  currentRowOf(row: DraftRow): QuotedRow | undefined {
    return this.busy || this.fault ? undefined : this.rowOf(row);
  }

  /** Whether the price of a row is that of a former state of it. */
  isStale(row: DraftRow): boolean {
    return (this.busy || this.fault !== null) && !this.#priced.has(row);
  }

  problemOf(row: DraftRow): RowProblem | undefined {
    return this.#problemByKey.get(row.key);
  }

  hasProblems(): boolean {
    return this.#problemByKey.size > 0;
  }

  /** Shows at the rows why the server refused to place the order. */
  showProblems(rows: readonly DraftRow[], problems: readonly RowProblem[]): void {
    this.#problemByKey = byKey(rows, problems);
    this.#host.requestUpdate();
  }

  /** Shows why the server refused the discount code when placing. */
  showCodeProblem(codeProblem: Quote['codeProblem']): void {
    if (this.quote) this.quote = { ...this.quote, codeProblem };
    this.#host.requestUpdate();
  }

  /** Quotes again if the last quote is old or has problems; called before the person goes on. */
  refreshIfOld(): void {
    if (this.hasProblems() || (this.quote && isOld(this.#quotedAt, Date.now()))) this.refresh();
  }

  refresh(delay = 0): void {
    this.#isOutdated = false;
    this.#asking.startIn(delay);
  }

  /** Resolves once the present draft is quoted, or quoting has failed. */
  async settled(): Promise<void> {
    await this.#host.updateComplete;
    await this.#asking.settled();
  }

  /** Notes whether the draft's prices now depend on other facts; {@link follow} then asks for them. */
  compare(): void {
    const { draft } = this.#host;
    if (draft === this.#compared) return;
    this.#compared = draft;
    const input = JSON.stringify(toQuoteInput(draft));
    if (input === this.#asked) return;
    this.#asked = input;
    this.#isOutdated = true;
  }

  /** Quotes the changed draft, a moment later. */
  follow(): void {
    if (this.#isOutdated) this.refresh(DELAY);
  }

  /** Quotes when the next day has begun, unless the page is hidden. */
  awaitNextDay(): void {
    this.stop();
    if (!this.quote) return;
    // Spread, so that not all open pages call at once. A hidden page quotes when it becomes visible.
    const wait = untilNextDay(this.quote.today, Date.now()) + Math.random() * SPREAD_MS;
    const timer: unknown = setTimeout(() => {
      if (globalThis.document?.visibilityState !== 'hidden') this.refresh();
    }, wait);
    this.#dayTimer = timer as ReturnType<typeof setTimeout>;
    // Lets a program that has nothing else to do end.
    (timer as { unref?: () => void }).unref?.();
  }

  /** Forgets the answers: they are about another draft. */
  reset(): void {
    this.quote = null;
    this.#byKey = new Map();
    this.#problemByKey = new Map();
  }

  /** Stops asking. */
  close(): void {
    this.stop();
    this.#asking.drop();
  }

  /** Stops waiting for the next day. */
  stop(): void {
    clearTimeout(this.#dayTimer);
  }

  async #ask(signal: AbortSignal): Promise<Answer> {
    const { draft, signIn } = this.#host;
    const quote = await signIn.api.orders.quote.query(toQuoteInput(draft), { signal });
    const rows = quotableRows(draft);
    const problems = [...quote.problems, ...movedLicenses(rows, quote)];
    return {
      ...{ quote, rows: draft.rows },
      ...{ byKey: byKey(rows, quote.lines), problemByKey: byKey(rows, problems) },
    };
  }

  #take({ quote, byKey, problemByKey, rows }: Answer): void {
    const before = this.quote;
    this.quote = quote;
    this.#quotedAt = Date.now();
    this.awaitNextDay();
    // A page left open over midnight continues with the server's date.
    this.#host.signIn.whoAmI.today = quote.today;
    this.#byKey = byKey;
    this.#problemByKey = problemByKey;
    this.#priced = new WeakSet(rows);
    if (before && termsOf(before) !== termsOf(quote)) {
      this.#host.handleNewTerms(before.today !== quote.today);
    }
  }

  /** @returns true if the draft is quoted again without the refused quotation */
  async #fail(fault: Fault): Promise<boolean> {
    if (!isQuotationRefusal(fault, this.#host.draft)) return false;
    this.#host.handleQuotationRefusal(fault);
    await this.#host.updateComplete;
    return true;
  }
}

/** The parts of a quote that a person confirms and that a new day can change, as one comparable text. */
function termsOf({ lines, problems, totals }: Quote): string {
  const terms = lines.map(({ row, newExpiry, warnings }) => [row, newExpiry, warnings[0]?.code]);
  return JSON.stringify([terms, problems, totals.total]);
}

/** Rows whose licence has changed since its expiry was shown. */
function movedLicenses(rows: readonly DraftRow[], quote: Quote): RowProblem[] {
  return quote.lines
    .filter(({ row, presentExpiry }) => expiryOf(rows[row]) !== presentExpiry)
    .map((line) => ({
      row: line.row,
      field: 'presentExpiry',
      code: 'LICENSE_MOVED',
      expiry: line.presentExpiry,
    }));
}

function expiryOf(row: DraftRow | undefined): string | undefined {
  return row && licenseOf(row)?.expiry;
}

function byKey<Item extends { row: number }>(
  rows: readonly DraftRow[],
  items: readonly Item[],
): Map<number, Item> {
  return new Map(items.map((item) => [rows[item.row]?.key ?? -1, item]));
}
