import { CallController, type CallHost } from '../../api/call-controller.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import type { ShortRows, ShortRowsHost } from './short-rows.ts';

export type LateViews = typeof import('./late-views.ts');

/** The parts of Khai báo that are not seen at first, loaded when something needs them or the page is idle. */
export class LateParts {
  /** Null until loaded. */
  views: LateViews | null = null;
  /** The banner about rows that add little; null until loaded. */
  shortRows: ShortRows | null = null;

  /** Without these parts the order can't be corrected, or not even be read: a failed load is shown. */
  #areNeeded = false;
  /** What everybody sees is there: nobody waits for what comes now. */
  #isIdle = false;
  readonly #loading: CallController<[], LateViews>;

  constructor(host: ShortRowsHost & CallHost & StyledElement) {
    this.#loading = new CallController(host, {
      kind: 'question',
      run: async () => {
        const loading = [import('./late-views.ts'), host.signIn.loadAllTexts()] as const;
        return (await Promise.all(loading))[0];
      },
      done: (views) => {
        this.views = views;
        host.addStyles(views.lateStyles);
        this.shortRows = new views.ShortRows(host);
      },
      failed: () => !this.#areNeeded,
    });
  }

  /** Why needed parts could not be loaded; empty without a fault. */
  get text(): string {
    return this.#loading.text;
  }

  /**
   * Called at every change, so that a failed load is tried again. `needed`: the order can't go on without these parts;
   * `useful`: it can.
   */
  load(are: { needed: boolean; useful: boolean }): void {
    if (are.needed) void this.loadNeeded();
    else if ((are.useful || this.#isIdle) && !this.views && !this.#loading.isBusy) {
      void this.#loading.start();
    }
  }

  /** Loads them before a person needs them, once the page is idle; where they don't come, with a later change. */
  loadWhenIdle(): void {
    // Safari has no idle callbacks.
    const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
    whenIdle(() => {
      this.#isIdle = true;
      this.load({ needed: false, useful: true });
    });
  }

  /** Resolves when the parts are loaded, or loading has failed. */
  async loadNeeded(): Promise<void> {
    this.#areNeeded = true;
    if (this.views) return;
    if (this.#loading.isBusy) await this.#loading.settled();
    else await this.#loading.start();
  }
}
