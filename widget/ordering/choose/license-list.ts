import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LicenseSort, ListedLicense } from '../../../shared/schemas/license-list.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { sortHeads } from '../../ui/sort-heads.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { RowSight } from '../table/row-sight.ts';
import { drawnRows } from '../table/row-window.ts';
import { listStyles } from './license-list.styles.ts';
import { isFree, licenseRow } from './license-row.ts';

/** Number of licences left below those in sight at which more are read. */
const AHEAD = 25;

const COLUMNS = [
  { id: 'name', text: 'term.customer', sort: 'customer' },
  { id: 'code', text: 'term.taxCode', sort: null },
  { id: 'sold', text: 'term.plan', sort: null },
  { id: 'expiry', text: 'term.presentExpiry', sort: 'expiry' },
  { id: 'payer', text: 'choose.lastPayer', sort: null },
  { id: 'state', text: 'choose.state', sort: null },
] as const;

export interface Sort {
  by: LicenseSort;
  descending: boolean;
}

/** Licences to tick, as one grid (ARIA) of which only those in sight are drawn, and the one that has the focus. */
export class LicenseList extends StyledElement {
  static readonly tag = 'renewal-license-list';
  static override styles = [tokens, allControls, sortHeads, listStyles];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) licenses: readonly ListedLicense[] = [];
  /** Number of licences, shown or not; null: not known. */
  @property({ attribute: false }) count: number | null = null;
  @property({ type: Boolean }) hasMore = false;
  /** Ids of the ticked licences. */
  @property({ attribute: false }) ticked: ReadonlySet<string> = new Set();
  /** Ids of licences that the order has already. */
  @property({ attribute: false }) inDraft: ReadonlySet<string> = new Set();
  @property({ attribute: false }) sort: Sort = { by: 'expiry', descending: false };
  @property({ attribute: false }) onTick!: (ids: readonly string[], isTicked: boolean) => unknown;
  /** Ticks all that match, shown or not; or none. */
  @property({ attribute: false }) onTickAll!: (isTicked: boolean) => unknown;
  @property({ attribute: false }) onSort!: (by: LicenseSort) => unknown;
  @property({ attribute: false }) onMore!: () => unknown;
  @property({ attribute: false }) onOpenOrder!: (orderId: string) => unknown;

  /** Index of the licence that Tab leads to. */
  @state() private active = 0;
  @query('.scroller') scroller!: HTMLElement;
  @query('tbody') body!: HTMLElement;

  readonly #sight = new RowSight(this);
  /** Index of the licence that was ticked last: Shift ticks all from there on. */
  #anchor = 0;

  get rowKeys(): readonly number[] {
    return this.licenses.map((_, index) => index);
  }

  protected override willUpdate(): void {
    this.active = Math.max(0, Math.min(this.active, this.licenses.length - 1));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.hasMore && this.#sight.to >= this.licenses.length - AHEAD) this.onMore();
    if (changed.has('sort')) this.scroller.scrollTop = 0;
  }

  protected override render(): TemplateResult {
    const { signIn, licenses, count } = this;
    const { t } = signIn;
    const rows = licenses.map((license, key) => ({ key, license }));
    const { tops, from, to, look } = this.#sight;
    const drawn = drawnRows(rows, tops, from, to, rows.length > 0 ? [this.active] : []);
    return html`<div class="scroller" @scroll=${look}>
      <table
        role="grid"
        aria-label=${t('choose.table')}
        aria-multiselectable="true"
        aria-rowcount=${count === null ? -1 : count + 1}
        aria-colcount=${COLUMNS.length + 1}
        @keydown=${this.#handleKey}
        @focusin=${this.#handleFocus}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex="1">
            <th class="tick" role="columnheader">${this.#renderTickAll()}</th>
            ${COLUMNS.map((column) => this.#renderHead(column))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            drawn,
            ({ key }) => key,
            (each) =>
              'row' in each
                ? this.#renderRow(each.row.license, each.row.key)
                : html`<tr role="none" class="gap" .style=${`height:${each.gap}px`}></tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderTickAll(): TemplateResult {
    const { t } = this.signIn;
    const free = this.licenses.filter((license) => this.#isFree(license));
    const ticked = free.filter(({ id }) => this.ticked.has(id)).length;
    const isAll = ticked > 0 && ticked === free.length && !this.hasMore;
    return html`<input
      type="checkbox"
      name="tick-all"
      aria-label=${t('choose.tickAll')}
      title="${t('choose.tickAll')} (Ctrl+A)"
      .checked=${live(isAll)}
      .indeterminate=${live(!isAll && this.ticked.size > 0)}
      @change=${(event: Event) => this.onTickAll((event.target as HTMLInputElement).checked)}
    /><span class="all" aria-hidden="true">${t('choose.tickAll')}</span>`;
  }

  #renderHead({ id, text, sort }: (typeof COLUMNS)[number]): TemplateResult {
    const { t } = this.signIn;
    if (sort === null) return html`<th class=${id} role="columnheader">${t(text)}</th>`;
    const { by, descending } = this.sort;
    const order = by === sort ? (descending ? 'descending' : 'ascending') : 'none';
    return html`<th class=${id} role="columnheader" aria-sort=${order}>
      <button type="button" @click=${() => this.onSort(sort)}>${t(text)}</button>
    </th>`;
  }

  #renderRow(license: ListedLicense, index: number): TemplateResult {
    return licenseRow(this.signIn, {
      license,
      index,
      isTicked: this.ticked.has(license.id),
      isInDraft: this.inDraft.has(license.id),
      isActive: index === this.active,
      onTick: (withShift) => this.#tick(index, withShift),
      onOpenOrder: this.onOpenOrder,
    });
  }

  #isFree(license: ListedLicense): boolean {
    return isFree(license, this.inDraft.has(license.id));
  }

  #tick(index: number, withShift: boolean): void {
    const isTicked = !this.ticked.has(this.licenses[index]?.id ?? '');
    const from = withShift ? this.#anchor : index;
    this.#tickRange(from, index, isTicked);
    this.#anchor = index;
    this.active = index;
    if (!isTicked || !withShift) this.requestUpdate();
  }

  #tickRange(from: number, to: number, isTicked: boolean): void {
    const range = this.licenses.slice(Math.min(from, to), Math.max(from, to) + 1);
    const ids = range.filter((license) => this.#isFree(license)).map(({ id }) => id);
    this.onTick(ids, isTicked);
  }

  readonly #handleFocus = (event: FocusEvent): void => {
    const line = (event.target as Element).closest<HTMLElement>('.line');
    if (line) this.active = Number(line.dataset.key);
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (!(event.target as Element).closest('.line')) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      this.onTickAll(true);
      return;
    }
    const to = this.#target(event.key);
    if (to === undefined || isCommand) return;
    event.preventDefault();
    if (event.shiftKey) {
      this.#tickRange(this.active, to, true);
      this.#anchor = to;
    }
    void this.#go(to);
  };

  /** The licence to which a key leads. */
  #target(key: string): number | undefined {
    const last = this.licenses.length - 1;
    const page = this.#sight.rowsInSight;
    const to = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: last,
    }[key];
    return to === undefined ? undefined : Math.max(0, Math.min(to, last));
  }

  async #go(index: number): Promise<void> {
    this.active = index;
    await this.updateComplete;
    const line = this.body.querySelector<HTMLElement>(`[data-key="${index}"]`);
    line?.scrollIntoView({ block: 'nearest' });
    line?.querySelector<HTMLElement>('input')?.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-license-list': LicenseList;
  }
}
