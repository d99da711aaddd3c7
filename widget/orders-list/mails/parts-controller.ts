import { CallController, type CallHost } from '../../api/call-controller.ts';

/** One line's or order's outcome, as the person reads it. */
export interface Outcome {
  lineId: string;
  text: string;
  isDone: boolean;
}

interface Options<Item> {
  /** Does the action to some items, and returns the outcome of each of their lines. */
  run: (items: readonly Item[]) => Promise<Outcome[]>;
  /** Called when all parts are done, or the person has stopped. */
  ended: () => void;
}

/**
 * Does an action to many items part by part, so that progress is seen and the rest can be left out. If a part fails,
 * the former parts stay done, and the person may go on with the rest.
 */
export class PartsController<Item> {
  readonly #options: Options<Item>;
  readonly #host: CallHost;
  readonly #call: CallController<[], void>;
  #rest: (readonly Item[])[] = [];
  #isStopping = false;
  /** Outcomes by line, in the order in which they came. */
  outcomes: readonly Outcome[] = [];
  /** Numbers of items done, and of all. */
  done = 0;
  total = 0;

  constructor(host: CallHost, options: Options<Item>) {
    this.#host = host;
    this.#options = options;
    this.#call = new CallController(host, {
      kind: 'deed',
      run: () => this.#runAll(),
      done: () => options.ended(),
    });
  }

  get isBusy(): boolean {
    return this.#call.isBusy;
  }

  /** Whether an action has begun since it was cleared. */
  get hasBegun(): boolean {
    return this.total > 0;
  }

  /** The items that are still to be done. */
  get left(): number {
    return this.total - this.done;
  }

  /** The reason why the last part failed, in words; empty when it did not. */
  get text(): string {
    return this.#call.text;
  }

  async start(parts: readonly (readonly Item[])[]): Promise<void> {
    if (this.isBusy) return;
    this.#rest = parts.filter((part) => part.length > 0);
    this.outcomes = [];
    this.done = 0;
    this.total = parts.reduce((sum, part) => sum + part.length, 0);
    await this.goOn();
  }

  /** Goes on with the rest, after a failure or a stop. */
  readonly goOn = async (): Promise<void> => {
    this.#isStopping = false;
    await this.#call.start();
  };

  /** Ends after the part under way. */
  readonly stop = (): void => {
    this.#isStopping = true;
  };

  /** Corrects a line's outcome, which has turned out otherwise. */
  undo(id: string, text: string): void {
    this.outcomes = this.outcomes.map((outcome) =>
      outcome.lineId === id ? { lineId: id, text, isDone: false } : outcome,
    );
  }

  clear(): void {
    if (this.isBusy) return;
    this.#rest = [];
    this.outcomes = [];
    this.done = 0;
    this.total = 0;
    this.#call.clear();
  }

  async #runAll(): Promise<void> {
    for (let part = this.#rest[0]; part !== undefined; part = this.#rest[0]) {
      if (this.#isStopping) return;
      const outcomes = await this.#options.run(part);
      this.#rest.shift();
      this.outcomes = [...this.outcomes, ...outcomes];
      this.done += part.length;
      this.#host.requestUpdate();
    }
  }
}

/** Items in parts of this size, without dividing a group of items. */
export function inParts<Item>(groups: readonly (readonly Item[])[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (const group of groups) {
    const last = parts.at(-1);
    if (last && last.length + group.length <= size) last.push(...group);
    else parts.push([...group]);
  }
  return parts;
}
