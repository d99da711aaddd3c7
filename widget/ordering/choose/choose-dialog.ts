import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { LIMITS } from '../../../shared/limits.ts';
import type { ProductWithPlans } from '../../../shared/schemas/catalog.ts';
import type { LicensePage, LicenseSort } from '../../../shared/schemas/license-list.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { emit } from '../../events.ts';
import { LiveList } from '../../orders-list/live-list.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { icon } from '../../ui/icons.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { skeleton } from '../../ui/theme/skeleton.styles.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { Draft, DraftChange } from '../draft/draft.ts';
import { licensesIn } from '../draft/row-license.ts';
import { addLicenses, roomIn } from './add-licenses.ts';
import { dialogStyles } from './choose-dialog.styles.ts';
import { chooseFilters } from './choose-filters.ts';
import { LicenseList, type Sort } from './license-list.ts';
import { readChooseRequest } from './read-choose-request.ts';
import { filterOf, type Wanted, wantedBy } from './wanted.ts';

/** Licences read at a time. */
const PAGE = 50;

/** A search waits for a pause in typing, in milliseconds. */
const DELAY = 250;

const BY_EXPIRY: Sort = { by: 'expiry', descending: false };

/** Chọn khách hàng: the list of all the firm's licences, from which those to renew are added to the order. */
export class ChooseDialog extends StyledElement {
  static readonly tag = 'renewal-choose-dialog';
  static readonly uses = [LicenseList];
  static override styles = [tokens, allControls, skeleton, dialogStyles];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) onDraft!: (change: DraftChange) => unknown;
  /** Called once rows were added and the list is closed. */
  @property({ attribute: false }) onAdded!: () => void;
  /** Announces the result. */
  @property({ attribute: false }) onSay!: (text: string) => void;
  @property({ attribute: false }) onOpenOrder!: (orderId: string) => void;

  @state() private wanted: Wanted = wantedBy({});
  @state() private sort = BY_EXPIRY;
  @state() private page: LicensePage | null = null;
  @state() private products: readonly ProductWithPlans[] = [];
  /** Ids of the chosen licences, in the order in which they were chosen. */
  @state() private chosen: ReadonlySet<string> = new Set();
  /** There are more that match than can be chosen at once. */
  @state() private isCut = false;
  /** Number of chosen licences that have been ordered elsewhere since. */
  @state() private taken = 0;
  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #reading = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal, cursor: string | null) => this.#read(PAGE, cursor, { signal }),
    done: (page, cursor) => {
      const before = cursor === null ? null : this.page;
      const licenses = [...(before?.licenses ?? []), ...page.licenses];
      this.page = { ...page, licenses, totals: page.totals ?? before?.totals ?? null };
      this.#live.goOn();
    },
    failed: () => this.#live.goOn(),
  });
  /** Orders of colleagues mark licences, payments renew them. */
  readonly #live: LiveList<LicensePage> = new LiveList(this, {
    shown: () => (this.#reading.isBusy ? null : this.page),
    reread: (shown) => this.#reread(shown),
    show: (page) => this.#showFresh(page),
    begin: () => this.#handleReturn(),
  });
  /** Gets the ids of all that match, shown or not. */
  readonly #choosing = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal) => {
      const { by: sort, descending } = this.sort;
      const filter = this.#filter;
      return this.signIn.api.licenses.findIds.query({ filter, sort, descending }, { signal });
    },
    done: ({ ids, isMore }) => {
      this.isCut = isMore;
      this.#tick(ids, true);
    },
  });
  readonly #adding = new CallController(this, {
    kind: 'deed',
    run: async () => {
      const ids = [...this.chosen];
      const sent = ids.slice(0, roomIn(this.draft));
      if (sent.length === 0) return { ids, read: { licenses: [] } };
      return { ids, read: await this.signIn.api.licenses.read.query({ ids: sent }) };
    },
    done: async ({ ids, read }) => {
      let said = '';
      // Added to the order in its present state: another tab may have changed it meanwhile.
      await this.onDraft((draft) => {
        const added = addLicenses(this.signIn, draft, ids, read);
        said = added.said;
        return { rows: added.draft.rows };
      });
      this.dialog.close();
      this.onSay(said);
      this.onAdded();
    },
  });
  readonly #naming = new CallController(this, {
    kind: 'question',
    isExtra: true,
    run: (signal: AbortSignal) => this.signIn.api.catalog.products.query(undefined, { signal }),
    done: (products) => {
      this.products = products;
    },
  });

  /** @param given the host's request, of any form */
  async show(given: unknown): Promise<void> {
    const { request, problem } = readChooseRequest(given);
    if (problem) {
      const details = { property: 'choose', message: `choose: ${problem}` };
      emit(this, 'renewal-error', { code: 'INVALID_PROPERTY', details });
    }
    if (request.all && request.licenses?.length === 0) {
      this.onSay(this.signIn.t('choose.allOrdered'));
      return;
    }
    this.wanted = wantedBy(request);
    this.sort = BY_EXPIRY;
    this.page = null;
    // A late digest's ticks are added to the person's own in the open list. The list may not be drawn yet: promises
    // that a page has replaced keep another order.
    if (!this.hasUpdated || !this.dialog.open) this.#chooseNone();
    await this.updateComplete;
    if (!this.dialog.open) showModal(this.dialog);
    this.#live.follow();
    void this.#reading.start(null);
    void this.#naming.start();
    if (request.all) void this.#choosing.start();
  }

  /** Put back into the page, where its dialog is kept open. */
  #handleReturn(): void {
    if (this.dialog.open) this.#live.follow();
  }

  /** The close event comes a moment later: the list may be open again. */
  readonly #handleClose = (): void => {
    if (!this.dialog.open) this.#live.leave();
  };

  get #filter() {
    return filterOf(this.wanted, this.signIn.whoAmI.today);
  }

  #read(limit: number, cursor: string | null, options = {}): Promise<LicensePage> {
    const { by: sort, descending } = this.sort;
    const from = cursor === null ? {} : { cursor };
    const input = { filter: this.#filter, sort, descending, limit, ...from };
    return this.signIn.api.licenses.list.query(input, options);
  }

  /** Reads as many licences as are shown. */
  async #reread(shown: LicensePage): Promise<LicensePage> {
    const first = await this.#read(LIMITS.licensePage, null);
    let { licenses, nextCursor } = first;
    while (nextCursor !== null && licenses.length < shown.licenses.length) {
      const page = await this.#read(LIMITS.licensePage, nextCursor);
      licenses = [...licenses, ...page.licenses];
      nextCursor = page.nextCursor;
    }
    return { ...first, licenses, nextCursor };
  }

  /** Licences that have been ordered in the meantime can't be chosen any more. */
  #showFresh(page: LicensePage): void {
    this.page = page;
    const ordered = page.licenses.filter(({ id, order }) => order && this.chosen.has(id));
    this.taken += ordered.length;
    this.#tick(
      ordered.map(({ id }) => id),
      false,
    );
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<dialog aria-labelledby="title" @close=${this.#handleClose}>
      <header>
        <h2 id="title" tabindex="-1">${t('choose.title')}</h2>
        <button type="button" class="icon quiet" aria-label=${t('close')} title=${t('close')} @click=${this.#close}>
          ${icon('close')}
        </button>
      </header>
      ${chooseFilters(this.signIn, this.wanted, this.products, this.#narrow)}
      <div class="live" role="alert">${retryNotice(t, this.#reading, this.#choosing, this.#adding)}</div>
      <section class="list" aria-busy=${this.#reading.isBusy}>${this.#renderList()}</section>
      ${this.#renderFoot()}
    </dialog>`;
  }

  #renderList(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { page } = this;
    if (!page) {
      return this.#reading.fault
        ? nothing
        : html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i><i></i><i></i></div>`;
    }
    const { totals } = page;
    return html`${this.#renderBar(page)}
      ${
        page.licenses.length === 0
          ? html`<p class="muted empty" role="status">${t('choose.empty')}</p>`
          : html`<renewal-license-list
              .signIn=${this.signIn}
              .licenses=${page.licenses}
              .count=${totals && !totals.isMore ? totals.licenses : null}
              .hasMore=${page.nextCursor !== null}
              .ticked=${this.chosen}
              .inDraft=${licensesIn(this.draft.rows)}
              .sort=${this.sort}
              .onTick=${this.#tick}
              .onTickAll=${this.#tickAll}
              .onSort=${this.#sortBy}
              .onMore=${this.#readMore}
              .onOpenOrder=${this.#openOrder}
            ></renewal-license-list>`
      }`;
  }

  /** Number of matching and of chosen licences, and the button to choose all, shown or not. */
  #renderBar({ totals }: LicensePage): TemplateResult {
    const { t } = this.signIn;
    const chosen = this.chosen.size;
    const found = totals?.licenses ?? 0;
    const free = found - (totals?.ordered ?? 0);
    const count = found;
    const words = [t(totals?.isMore ? 'choose.found.more' : 'choose.found', { count })];
    if (totals?.ordered) {
      words.push(t('choose.found.ordered', { count: totals.ordered }));
    }
    const all = totals?.isMore
      ? t('choose.all.first', { count: LIMITS.licensesChosen })
      : t('choose.all', { count: free });
    return html`<div class="bar row ${chosen > 0 ? 'chosen' : ''}">
      <strong role="status">
        ${chosen > 0 ? t('choose.chosen', { count: chosen }) : words.join(' · ')}
      </strong>
      ${chosen > 0 ? html`<span class="muted">${words.join(' · ')}</span>` : nothing}
      <span class="row end">
        ${
          free > 0
            ? html`<button type="button" aria-disabled=${this.#choosing.isBusy} @click=${() => this.#tickAll(true)}>${all}</button>`
            : nothing
        }
        ${
          chosen > 0
            ? html`<button type="button" class="quiet" @click=${this.#chooseNone}>${t('choose.none')}</button>`
            : nothing
        }
      </span>
    </div>`;
  }

  #renderFoot(): TemplateResult {
    const { t } = this.signIn;
    const chosen = this.chosen.size;
    const room = Math.max(0, roomIn(this.draft));
    const taken = Math.min(chosen, room);
    const left = { most: LIMITS.orderLines, count: chosen - taken };
    return html`<footer class="row">
      <span class="note" role="status">
        ${this.isCut ? t('choose.cut', { count: LIMITS.licensesChosen }) : nothing}
        ${this.taken > 0 ? t('choose.taken', { count: this.taken }) : nothing}
        ${chosen > taken ? t('choose.left', left) : nothing}
      </span>
      <button type="button" class="end" @click=${this.#close}>${t('close')}</button>
      <button
        type="button"
        class="primary"
        aria-disabled=${taken === 0 || this.#adding.isBusy}
        @click=${() => taken > 0 && this.#adding.start()}
      >
        ${taken === 0 ? t('choose.add') : t('choose.add.count', { count: taken })}
      </button>
    </footer>`;
  }

  readonly #narrow = (change: Partial<Wanted>, isTyped = false): void => {
    this.wanted = { ...this.wanted, ...change };
    this.#reading.startIn(isTyped ? DELAY : 0, null);
  };

  readonly #tick = (ids: readonly string[], isTicked: boolean): void => {
    const chosen = new Set(this.chosen);
    const inDraft = licensesIn(this.draft.rows);
    for (const id of ids) {
      if (!isTicked) chosen.delete(id);
      else if (!inDraft.has(id)) chosen.add(id);
    }
    this.chosen = chosen;
  };

  readonly #tickAll = (isTicked: boolean): void => {
    if (isTicked) void this.#choosing.start();
    else this.#chooseNone();
  };

  readonly #chooseNone = (): void => {
    this.#choosing.drop();
    this.chosen = new Set();
    this.isCut = false;
    this.taken = 0;
  };

  readonly #sortBy = (by: LicenseSort): void => {
    this.sort = { by, descending: this.sort.by === by && !this.sort.descending };
    void this.#reading.start(null);
  };

  readonly #readMore = (): void => {
    const cursor = this.page?.nextCursor;
    if (cursor && !this.#reading.isBusy) void this.#reading.start(cursor);
  };

  readonly #openOrder = (orderId: string): void => {
    this.dialog.close();
    this.onOpenOrder(orderId);
  };

  readonly #close = (): void => this.dialog.close();
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-choose-dialog': ChooseDialog;
  }
}
