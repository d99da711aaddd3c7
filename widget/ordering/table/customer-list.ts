import { html, nothing, type TemplateResult } from 'lit';
import { formatDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Customer, CustomerPage } from '../../../shared/schemas/customer.ts';
import { cleanTaxCode } from '../../../shared/tax-code.ts';
import { CallController, type CallHost } from '../../api/call-controller.ts';
import { placeOf } from '../../ui/place.ts';
import { popup } from '../../ui/popup.styles.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import { listStyles } from './customer-list.styles.ts';
import { formerCodeFound } from './former-code.ts';

/** A pause in typing after which a search begins, in milliseconds. */
const DELAY_MS = 150;

/** The search field that the list belongs to. */
interface SearchField extends CallHost, Pick<StyledElement, 'addStyles'> {
  /** The text typed since the field was last left; null: nothing was typed. */
  readonly typed: string | null;
  readonly input: HTMLInputElement;
  readonly popup: HTMLElement | null;
  choose(customer: Customer): void;
  /** Restores the text from before the typing. */
  restore(): void;
}

/** The customers found for the text in a search field, with the active one. */
export class CustomerList {
  readonly #field: SearchField;
  #options: readonly Customer[] = [];
  /** Whether more customers match than are listed. */
  #isCut = false;
  #active = -1;
  /** Whether Enter came before the answer. */
  #chooseWhenFound = false;
  /** Opens the list; while it is busy, the options belong to the former text. */
  readonly #searching: CallController<[], CustomerPage>;

  isOpen = false;

  constructor(field: SearchField) {
    this.#field = field;
    field.addStyles([popup, listStyles]);
    this.#searching = new CallController(field, {
      kind: 'question',
      // A code typed in full is looked up without it.
      isExtra: true,
      run: (signal: AbortSignal) => this.#search(signal),
      done: (found) => this.#take(found),
      failed: () => {
        this.#options = [];
        this.#chooseWhenFound = false;
      },
    });
  }

  get activeId(): string | undefined {
    return this.isOpen && this.#active >= 0 ? `option-${this.#active}` : undefined;
  }

  renderOptions(): unknown {
    if (!this.isOpen) return nothing;
    return this.#options.map((customer, index) => this.#renderOption(customer, index));
  }

  renderStatus(): TemplateResult | typeof nothing {
    const { t } = this.#field.signIn;
    const { text, isBusy } = this.#searching;
    if (!this.isOpen) return nothing;
    if (text) return html`<p class="error">${text}</p>`;
    if (this.#options.length === 0) {
      return html`<p class="muted">${t(isBusy ? 'loading' : 'combobox.none')}</p>`;
    }
    return this.#isCut ? html`<p class="muted">${t('combobox.more')}</p>` : nothing;
  }

  /** Opens the list, or searches again where the search has failed. */
  open(): void {
    if (!this.#isListed) void this.#searching.start();
  }

  get #isListed(): boolean {
    return this.isOpen && this.#searching.fault === null;
  }

  /** Searches once the person pauses. */
  searchSoon(): void {
    // The list is of the former text: a quick Enter must choose nothing in it.
    this.#active = -1;
    this.#chooseWhenFound = false;
    this.#searching.startIn(DELAY_MS);
  }

  close(): void {
    this.#searching.drop();
    this.#chooseWhenFound = false;
    this.isOpen = false;
    this.#active = -1;
    removeEventListener('scroll', this.place, { capture: true });
    removeEventListener('resize', this.place);
    const { popup } = this.#field;
    if (popup?.matches(':popover-open')) popup.hidePopover();
  }

  handleKeydown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.#isListed) this.#move(event.key === 'ArrowDown' ? 1 : -1);
      else this.open();
    } else if (event.key === 'Enter' && (this.isOpen || this.#searching.isBusy)) {
      event.preventDefault();
      const customer = this.#options[this.#active];
      if (!this.#searching.isBusy) this.open();
      if (this.#searching.isBusy) this.#chooseWhenFound = true;
      else if (customer) this.#field.choose(customer);
    } else if (event.key === 'Escape' && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.#field.restore();
      this.close();
    }
  }

  /** The customer whose code is typed in full, once it has been searched for. */
  exact(): Customer | undefined {
    return this.#searching.isBusy ? undefined : this.#named();
  }

  #named(): Customer | undefined {
    const code = cleanTaxCode(this.#field.typed ?? '');
    return (
      this.#options.find(({ taxCode }) => taxCode === code) ??
      this.#options.find(({ formerTaxCodes }) => formerTaxCodes?.includes(code))
    );
  }

  /** Below the field, or above where there is more room; the top layer is clipped by nobody. */
  readonly place = (): void => {
    const { popup, input } = this.#field;
    if (!popup || !this.isOpen) return;
    const [left, top, right, bottom, windowWidth, windowHeight] = placeOf(input);
    const width = Math.min(Math.max(right - left, 420), windowWidth - 16);
    const below = windowHeight - bottom;
    popup.style.width = `${width}px`;
    popup.style.left = `${Math.max(8, Math.min(left, windowWidth - width - 8))}px`;
    if (below > 240 || below > top) {
      popup.style.top = `${bottom + 2}px`;
      popup.style.bottom = 'auto';
    } else {
      popup.style.top = 'auto';
      popup.style.bottom = `${windowHeight - top + 2}px`;
    }
  };

  #renderOption(customer: Customer, index: number): TemplateResult {
    const [license] = customer.licenses;
    const { length } = customer.licenses;
    return html`<div
      role="option"
      id="option-${index}"
      aria-selected=${index === this.#active}
      @click=${() => this.#field.choose(customer)}
    >
      <span translate="no">${customer.name}</span>
      <span class="code" translate="no">${license ? formatDate(license.expiry) : '–'}</span>
      <span class="code" translate="no">${customer.taxCode}</span>
      ${length > 1 ? html`<span class="code count">${this.#field.signIn.t('licenses', { count: length })}</span>` : nothing}
      ${this.#renderFormer(customer)}
    </div>`;
  }

  /** Found by a former code: shows the present one. */
  #renderFormer(customer: Customer): TemplateResult | typeof nothing {
    const former = formerCodeFound(customer, this.#field.typed ?? '');
    if (former === null) return nothing;
    const said = this.#field.signIn.t('taxCodeIsNow', { former, present: customer.taxCode });
    return html`<span class="former" translate="no">${said}</span>`;
  }

  async #search(signal: AbortSignal): Promise<CustomerPage> {
    this.isOpen = true;
    this.#field.requestUpdate();
    await this.#field.updateComplete;
    // Closed or removed meanwhile.
    signal.throwIfAborted();
    this.#openPopup();
    const query = (this.#field.typed?.trim() ?? '').slice(0, LIMITS.searchText);
    return await this.#field.signIn.api.customers.search.query({ query }, { signal });
  }

  #take({ customers, nextCursor }: CustomerPage): void {
    this.#options = customers;
    this.#isCut = nextCursor !== null;
    this.#active = this.#field.typed?.trim() && customers.length > 0 ? 0 : -1;
    if (this.#chooseWhenFound) this.#chooseOnly();
  }

  /** Enter came first: its meaning is clear when one customer was found, or the code is one's own. */
  #chooseOnly(): void {
    this.#chooseWhenFound = false;
    const only = this.#options.length === 1 ? this.#options[0] : undefined;
    const customer = this.#named() ?? only;
    if (customer) this.#field.choose(customer);
  }

  #openPopup(): void {
    const { popup } = this.#field;
    if (popup?.matches(':popover-open')) return;
    popup?.showPopover();
    addEventListener('scroll', this.place, { capture: true, passive: true });
    addEventListener('resize', this.place);
    this.place();
  }

  #move(step: 1 | -1): void {
    const { length } = this.#options;
    if (length === 0) return;
    const from = this.#active < 0 && step < 0 ? 0 : this.#active;
    this.#active = (from + step + length) % length;
    this.#field.requestUpdate();
    const option = this.#field.shadowRoot?.getElementById(`option-${this.#active}`);
    option?.scrollIntoView({ block: 'nearest' });
  }
}
