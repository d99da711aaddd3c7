import { CallController, type CallHost } from '../../api/call-controller.ts';
import type { Fault } from '../../api/fault.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import type { RowCodes } from '../table/row-codes.ts';
import type { FoundProblems } from './found-problems.ts';
import type { LateParts } from './late-parts.ts';
import type { LineToolbar } from './line-toolbar.ts';

/** Time after which the person is told what a pressed Tiếp tục waits for. */
const PATIENCE_MS = 800;

interface GoingOnHost extends CallHost, Pick<StyledElement, 'renderRoot'> {
  attempted: boolean;
  notice: string;
  readonly quotes: {
    readonly fault: Fault | null;
    refreshIfOld(): void;
    settled(): Promise<void>;
  };
  readonly toolbar: LineToolbar;
  readonly codes: RowCodes;
  readonly parts: LateParts;
  readonly problems: FoundProblems;
  /** Resolves when chosen customers are in the draft, or could not be added. */
  filled(): Promise<unknown>;
  onContinue(): void;
  say(text: string): void;
  focusFirstProblem(): Promise<void>;
}

/** Tiếp tục: waits for the customers that were chosen, typed and pasted, and for the prices, and goes on if nothing is wrong. */
export class GoingOn {
  readonly #host: GoingOnHost;
  readonly #checking: CallController<[], boolean>;

  constructor(host: GoingOnHost) {
    this.#host = host;
    this.#checking = new CallController(host, {
      kind: 'deed',
      run: async () => {
        const busy = host.signIn.t('continue.busy');
        const saying = setTimeout(() => host.say(busy), PATIENCE_MS);
        try {
          return await this.#settled();
        } finally {
          clearTimeout(saying);
          if (host.notice === busy) host.notice = '';
        }
      },
      done: (isTaken) => this.#goOn(isTaken),
    });
  }

  get isBusy(): boolean {
    return this.#checking.isBusy;
  }

  readonly start = (): void => {
    this.#host.attempted = true;
    // Some browsers, and assistive technology that presses buttons, do not focus them.
    this.#host.renderRoot.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true });
    void this.#checking.start();
  };

  async #settled(): Promise<boolean> {
    const { quotes, toolbar, codes } = this.#host;
    // A former problem may be gone: the other order was cancelled, the licence corrected.
    quotes.refreshIfOld();
    await this.#host.filled();
    const isTaken = await toolbar.settled();
    await codes.settled();
    await quotes.settled();
    return isTaken;
  }

  async #goOn(isTaken: boolean): Promise<void> {
    const host = this.#host;
    await host.parts.loadNeeded();
    if (!host.parts.views) return;
    // Problems are found again with the new prices.
    host.requestUpdate();
    await host.updateComplete;
    // The person types on meanwhile, or opens a dialog: no late answer takes the focus or the form away.
    const { activeElement } = host.renderRoot as ShadowRoot;
    if (activeElement && !activeElement.matches('.primary')) return;
    if (host.toolbar.focusLeftOut() || !isTaken) return;
    const isRight = host.problems.count === 0 && host.codes.rows.size === 0;
    if (isRight && !host.quotes.fault) host.onContinue();
    else await host.focusFirstProblem();
  }
}
