import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowProblem } from '../../shared/error-codes.ts';
import type { Quote } from '../../shared/schemas/order.ts';
import { type Fault, faultOf } from '../api/fault.ts';
import type { FormSession } from '../api/session.ts';
import {
  type Draft,
  type DraftRow,
  isQuotationRefusal,
  quotableRows,
  toQuoteInput,
} from './draft.ts';
import { isOld, untilNextDay } from './next-day.ts';

export type QuotedRow = Quote['lines'][number];

const DELAY = 250;
const SPREAD_MS = 60_000;

interface QuoteHost extends ReactiveControllerHost {
  session: FormSession;
  draft: Draft;
  /** The quotation holds no prices any more; the host takes it out of the draft. */
  handleQuotationRefusal(fault: Fault): void;
  /** Another day has begun, and the same rows now cost, or give, something else. */
  handleNewTerms(): void;
}

/** Keeps the draft priced: one call for all rows, a moment after the last change. */
export class QuoteController implements ReactiveController {
  readonly #host: QuoteHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Until another day begins. */
  #dayTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the last answer came, by this clock. */
  #quotedAt = 0;
  #asked = '';
  #run = 0;
  readonly #waiting: (() => void)[] = [];

  quote: Quote | null = null;
  busy = false;
  /** Goes up with every change here, for elements that are handed this same object. */
  revision = 0;
  /** Why the last question was not answered: the prices shown are not up to date. */
  fault: Fault | null = null;
  #byKey = new Map<number, QuotedRow>();
  #problemByKey = new Map<number, RowProblem>();

  constructor(host: QuoteHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#handleVisibility);
    // Moved in the document while prices were being asked for.
    if (this.busy) this.refresh();
    else this.#awaitNextDay();
  }

  hostUpdated(): void {
    const input = JSON.stringify(toQuoteInput(this.#host.draft));
    if (input === this.#asked) return;
    this.#asked = input;
    this.refresh(DELAY);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#handleVisibility);
    clearTimeout(this.#timer);
    clearTimeout(this.#dayTimer);
  }

  rowOf(row: DraftRow): QuotedRow | undefined {
    return this.#byKey.get(row.key);
  }

  /** Undefined also while the row may have changed since it was quoted. */
  currentRowOf(row: DraftRow): QuotedRow | undefined {
    return this.busy || this.fault ? undefined : this.rowOf(row);
  }

  problemOf(row: DraftRow): RowProblem | undefined {
    return this.#problemByKey.get(row.key);
  }

  hasProblems(): boolean {
    return this.#problemByKey.size > 0;
  }

  /** The server's refusal on placing, shown at the rows. */
  showProblems(rows: readonly DraftRow[], problems: readonly RowProblem[]): void {
    this.#problemByKey = byKey(rows, problems);
    this.#tell();
  }

  /** The server's refusal of the discount code on placing. */
  showCodeProblem(codeProblem: Quote['codeProblem']): void {
    if (this.quote) this.quote = { ...this.quote, codeProblem };
    this.#tell();
  }

  /** Asks again before a person goes on by what was quoted a while ago, or was refused. */
  refreshIfOld(): void {
    if (this.hasProblems() || (this.quote && isOld(this.#quotedAt, Date.now()))) this.refresh();
  }

  refresh(delay = 0): void {
    clearTimeout(this.#timer);
    this.#run++;
    this.#timer = setTimeout(() => void this.#ask(), delay);
    this.busy = true;
    this.revision++;
    queueMicrotask(() => this.#host.requestUpdate());
  }

  /** Resolves when the prices belong to what is typed. */
  async settled(): Promise<void> {
    await this.#host.updateComplete;
    if (this.busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #ask(): Promise<void> {
    const run = ++this.#run;
    const { draft } = this.#host;
    const rows = quotableRows(draft);
    try {
      const quote = await this.#host.session.api.orders.quote.query(toQuoteInput(draft));
      if (run !== this.#run) return;
      const before = this.quote;
      this.quote = quote;
      this.#quotedAt = Date.now();
      this.#awaitNextDay();
      // A page that stays open over midnight goes on with the server's day.
      this.#host.session.whoAmI.today = quote.today;
      this.#byKey = byKey(rows, quote.lines);
      this.#problemByKey = byKey(rows, [...quote.problems, ...movedLicenses(rows, quote)]);
      this.fault = null;
      if (before && before.today !== quote.today && termsOf(before) !== termsOf(quote)) {
        this.#host.handleNewTerms();
      }
    } catch (error) {
      if (run !== this.#run) return;
      const fault = faultOf(error);
      // Without its quotation the draft is quoted anew.
      if (isQuotationRefusal(fault, draft)) return this.#host.handleQuotationRefusal(fault);
      this.fault = fault;
    }
    this.busy = false;
    this.#tell();
  }

  readonly #handleVisibility = (): void => {
    if (document.visibilityState === 'visible') this.refreshIfOld();
  };

  #awaitNextDay(): void {
    clearTimeout(this.#dayTimer);
    if (!this.quote) return;
    // Not all that are open at once; and a page that nobody looks at asks when somebody does.
    const wait = untilNextDay(this.quote.today, Date.now()) + Math.random() * SPREAD_MS;
    this.#dayTimer = setTimeout(() => {
      if (document.visibilityState === 'visible') this.refresh();
    }, wait);
  }

  #tell(): void {
    this.revision++;
    this.#host.requestUpdate();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** What a person confirms of a quote, as far as a new day can change it. */
function termsOf({ lines, problems, totals }: Quote): string {
  const terms = lines.map(({ row, newExpiry, warnings }) => [row, newExpiry, warnings[0]?.code]);
  return JSON.stringify([terms, problems, totals.total]);
}

/** Rows whose licence has moved since its expiry was shown. */
function movedLicenses(rows: readonly DraftRow[], quote: Quote): RowProblem[] {
  return quote.lines
    .filter((line) => rows[line.row]?.customer?.license?.expiry !== line.presentExpiry)
    .map((line) => ({
      row: line.row,
      field: 'presentExpiry',
      code: 'LICENSE_MOVED',
      expiry: line.presentExpiry,
    }));
}

function byKey<Item extends { row: number }>(
  rows: readonly DraftRow[],
  items: readonly Item[],
): Map<number, Item> {
  return new Map(items.map((item) => [rows[item.row]?.key ?? -1, item]));
}
