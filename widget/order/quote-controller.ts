import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowProblem } from '../../shared/error-codes.ts';
import type { Quote } from '../../shared/schemas/order.ts';
import { faultOf, type Session } from '../api/session.ts';
import { type Draft, type DraftRow, quotableRows, toQuoteInput } from './draft.ts';

export type QuotedRow = Quote['lines'][number];

const DELAY = 250;

interface QuoteHost extends ReactiveControllerHost {
  session: Session;
  draft: Draft;
}

/** Keeps the draft priced: one call for all rows, a moment after the last change. */
export class QuoteController implements ReactiveController {
  readonly #host: QuoteHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';
  #run = 0;
  #settled: Promise<void> = Promise.resolve();

  quote: Quote | null = null;
  busy = false;
  /** No answer came; the prices shown are not up to date. */
  failed = false;
  #byKey = new Map<number, QuotedRow>();
  #problemByKey = new Map<number, RowProblem>();

  constructor(host: QuoteHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const key = JSON.stringify(toQuoteInput(quotableRows(this.#host.draft)));
    if (key === this.#asked) return;
    this.#asked = key;
    this.refresh(DELAY);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  rowOf(row: DraftRow): QuotedRow | undefined {
    return this.#byKey.get(row.key);
  }

  problemOf(row: DraftRow): RowProblem | undefined {
    return this.#problemByKey.get(row.key);
  }

  /** The server's refusal on placing, shown at the rows. */
  showProblems(rows: readonly DraftRow[], problems: readonly RowProblem[]): void {
    this.#problemByKey = byKey(rows, problems);
    this.#host.requestUpdate();
  }

  refresh(delay = 0): void {
    clearTimeout(this.#timer);
    this.busy = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settled = promise;
    this.#timer = setTimeout(() => this.#ask().finally(resolve), delay);
    queueMicrotask(() => this.#host.requestUpdate());
  }

  /** Resolves when the prices belong to what is typed. */
  async settled(): Promise<void> {
    await this.#host.updateComplete;
    await this.#settled;
  }

  async #ask(): Promise<void> {
    const run = ++this.#run;
    const rows = quotableRows(this.#host.draft);
    try {
      const quote = await this.#host.session.api.orders.quote.query(toQuoteInput(rows));
      if (run !== this.#run) return;
      this.quote = quote;
      this.#byKey = byKey(rows, quote.lines);
      this.#problemByKey = byKey(rows, [...quote.problems, ...movedLicenses(rows, quote)]);
      this.failed = false;
    } catch (error) {
      if (run !== this.#run) return;
      this.failed = faultOf(error).code !== 'INVALID_INPUT';
    }
    this.busy = false;
    this.#host.requestUpdate();
  }
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
