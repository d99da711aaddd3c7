import { CallController, type CallHost } from '../../api/call-controller.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import type { ShortRows, ShortRowsHost } from './short-rows.ts';

export type LateViews = typeof import('./late-views.ts');

/** The parts of Khai báo that few orders need, loaded with the first row or party that does. */
export class LateParts {
  /** Null until they have come. */
  views: LateViews | null = null;
  /** What there is to say and do where rows add little. */
  shortRows: ShortRows | null = null;

  /** Without them the order can't be put right, or not be read. */
  #areNeeded = false;
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

  /** Why parts that are needed are not there; empty without a fault. */
  get text(): string {
    return this.#loading.text;
  }

  /** Once more with each change, where they did not come. `useful`: the rows can be ordered without. */
  load(are: { needed: boolean; useful: boolean }): void {
    if (are.needed) void this.loadNeeded();
    else if (are.useful && !this.views && !this.#loading.isBusy) void this.#loading.start();
  }

  /** Resolves when they are there, or did not come. */
  async loadNeeded(): Promise<void> {
    this.#areNeeded = true;
    if (this.views) return;
    if (this.#loading.isBusy) await this.#loading.settled();
    else await this.#loading.start();
  }
}
