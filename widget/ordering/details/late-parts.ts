import { CallController, type CallHost } from '../../api/call-controller.ts';
import type { ShortRows, ShortRowsHost } from './short-rows.ts';

type PartyFields = typeof import('./party-fields.ts');
type OtherLicenses = typeof import('../table/other-licenses.ts');

/** The parts of Khai báo that few orders need, each loaded with the first row or party that does. */
export class LateParts {
  /** The fields for a party that is declared by hand, and for what a row has of its own. */
  fields: PartyFields | null = null;
  /** What there is to say and do where rows add little. */
  shortRows: ShortRows | null = null;
  /** The licences of customers that are not in the order. */
  others: OtherLicenses | null = null;

  readonly #loadingFields: CallController<[], PartyFields>;
  readonly #loadingShortRows: CallController<[], ShortRows>;
  readonly #loadingOthers: CallController<[], OtherLicenses>;

  constructor(host: ShortRowsHost & CallHost) {
    this.#loadingFields = new CallController(host, {
      kind: 'question',
      run: async () => {
        const loading = [import('./party-fields.ts'), host.signIn.loadAllTexts()] as const;
        return (await Promise.all(loading))[0];
      },
      done: (fields) => {
        this.fields = fields;
      },
    });
    this.#loadingShortRows = new CallController(host, {
      kind: 'question',
      // The rows have their badges still.
      isExtra: true,
      run: async () => {
        const loading = [import('./short-rows.ts'), host.signIn.loadAllTexts()] as const;
        const { ShortRows } = (await Promise.all(loading))[0];
        return this.shortRows ?? new ShortRows(host);
      },
      done: (shortRows) => {
        this.shortRows = shortRows;
      },
    });
    this.#loadingOthers = new CallController(host, {
      kind: 'question',
      // The rows that are there can be ordered without.
      isExtra: true,
      run: async () => {
        const loading = [import('../table/other-licenses.ts'), host.signIn.loadAllTexts()] as const;
        return (await Promise.all(loading))[0];
      },
      done: (others) => {
        this.others = others;
      },
    });
  }

  /** Why fields that are needed are not there; empty without a fault. */
  get text(): string {
    return this.#loadingFields.text;
  }

  /** Once more with each change, where they did not come. */
  load(needs: { fields: boolean; shortRows: boolean; others: boolean }): void {
    if (needs.fields) void this.loadFields();
    const isComing = this.shortRows !== null || this.#loadingShortRows.isBusy;
    if (needs.shortRows && !isComing) void this.#loadingShortRows.start();
    const isOthersComing = this.others !== null || this.#loadingOthers.isBusy;
    if (needs.others && !isOthersComing) void this.#loadingOthers.start();
  }

  /** Resolves when they are there, or did not come. */
  async loadFields(): Promise<void> {
    if (this.fields) return;
    if (this.#loadingFields.isBusy) await this.#loadingFields.settled();
    else await this.#loadingFields.start();
  }
}
