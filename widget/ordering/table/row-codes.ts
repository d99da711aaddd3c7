import type { Customer } from '../../../shared/schemas/customer.ts';
import { CallController, type CallHost } from '../../api/call-controller.ts';
import type { Draft } from '../draft/draft.ts';
import { lookUpCodes } from '../draft/look-up-codes.ts';

interface RowCodesHost extends CallHost {
  readonly draft: Draft;
}

/** Looks up the codes typed into rows, those of several rows in one call. */
export class RowCodes {
  readonly #host: RowCodesHost;
  readonly #calls: CallController<[texts: ReadonlyMap<number, string>], Map<number, Customer>>;
  #texts: ReadonlyMap<number, string> = new Map();

  constructor(host: RowCodesHost, onFound: (key: number, customer: Customer) => unknown) {
    this.#host = host;
    this.#calls = new CallController(host, {
      kind: 'question',
      run: (_signal: AbortSignal, texts: ReadonlyMap<number, string>) => this.#find(texts),
      done: async (found, texts) => {
        for (const [key, customer] of found) {
          if (this.#isStill(key, texts)) await onFound(key, customer);
        }
        if (this.#texts === texts) this.#texts = new Map();
      },
    });
  }

  /** The rows whose text is being looked up, or could not be. */
  get rows(): ReadonlySet<number> {
    const keys = [...this.#texts.keys()];
    return new Set(keys.filter((key) => this.#isStill(key, this.#texts)));
  }

  /** The reason why the last look-up failed; empty without a fault. */
  get text(): string {
    return this.#calls.text;
  }

  clear(): void {
    this.#calls.clear();
  }

  /** Looks up the failed codes again. */
  readonly retry = (): Promise<void> => this.#calls.start(this.#texts);

  /** Resolves when all texts have been looked up; those without a customer once more, as there may be one by now. */
  async settled(): Promise<void> {
    if (this.#calls.isBusy) return await this.#calls.settled();
    const unknown = this.#host.draft.rows.filter(({ customer, text }) => !customer && text);
    this.#texts = new Map(unknown.map(({ key, text }) => [key, text]));
    if (unknown.length > 0) await this.retry();
  }

  /** Looks up a row's text, together with those still being looked up. */
  async lookUp(key: number, text: string): Promise<void> {
    const others = [...this.#texts].filter(([other]) => other !== key);
    this.#texts = new Map(text === '' ? others : [...others, [key, text]]);
    if (this.#texts.size > 0) await this.#calls.start(this.#texts);
    else this.#calls.drop();
  }

  async #find(texts: ReadonlyMap<number, string>): Promise<Map<number, Customer>> {
    const results = await lookUpCodes(this.#host.signIn, [...texts.values()]);
    const keys = [...texts.keys()];
    return new Map(
      results.flatMap((result, index) =>
        result.outcome === 'found' ? [[keys[index] ?? -1, result.customer] as const] : [],
      ),
    );
  }

  /** Whether the row still has the text that was looked up. */
  #isStill(key: number, texts: ReadonlyMap<number, string>): boolean {
    return this.#host.draft.rows.some((row) => row.key === key && row.text === texts.get(key));
  }
}
