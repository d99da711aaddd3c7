import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Customer, CustomerPage } from '../../../shared/schemas/customer.ts';
import { cleanTaxCode } from '../../../shared/tax-code.ts';
import { CallController } from '../../api/call-controller.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { controls } from '../../ui/controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/tokens.styles.ts';
import { isColumn } from '../paste/is-column.ts';
import { comboboxStyles } from './customer-combobox.styles.ts';
import { formerCodeFound } from './former-code.ts';

const DELAY = 150;

/**
 * A search field over the firm's customers (ARIA combobox with a listbox). What is typed is never
 * completed inline, and nothing happens while an input method composes.
 */
export class CustomerCombobox extends StyledElement {
  static readonly tag = 'renewal-customer-combobox';
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [tokens, controls, comboboxStyles];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) customer: Customer | null = null;
  /** Text typed before that is no customer. */
  @property() text = '';
  @property() error = '';
  /** The row's number, which distinguishes the field from those of other rows. */
  @property({ type: Number }) number = 0;
  @property({ attribute: false }) onChoose: (customer: Customer) => void = () => {};
  @property({ attribute: false }) onText: (text: string) => void = () => {};
  @property({ attribute: false }) onPasteColumn: (text: string) => void = () => {};

  @state() private typed: string | null = null;
  @state() private options: readonly Customer[] = [];
  /** More customers match than are listed. */
  @state() private isCut = false;
  @state() private active = -1;
  @state() private open = false;
  @query('input') private input!: HTMLInputElement;
  @query('.popup') private popup!: HTMLElement | null;

  /** Opens the list; while it is busy, the options belong to what was typed before. */
  readonly #searching = new CallController(this, {
    kind: 'question',
    // A complete code is looked up even if searching fails.
    isExtra: true,
    run: (signal: AbortSignal) => this.#search(signal),
    done: ({ customers, nextCursor }) => {
      this.options = customers;
      this.isCut = nextCursor !== null;
      this.active = this.typed?.trim() && customers.length > 0 ? 0 : -1;
      if (this.#chooseWhenFound) this.#chooseOnly();
    },
    failed: () => {
      this.options = [];
      this.#chooseWhenFound = false;
    },
  });
  /** Enter was pressed before the answer arrived. */
  #chooseWhenFound = false;

  override disconnectedCallback(): void {
    this.#close();
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('customer') || changed.has('text')) this.typed = null;
    if (this.open) this.#place();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const value = this.typed ?? this.customer?.taxCode ?? this.text;
    const active = this.open && this.active >= 0 ? `option-${this.active}` : undefined;
    return html`<input
        id="code"
        type="text"
        role="combobox"
        aria-label=${t('column.taxCode')}
        aria-labelledby="code row"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="list"
        aria-activedescendant=${ifDefined(active)}
        aria-invalid=${this.error ? 'true' : 'false'}
        aria-describedby=${ifDefined(this.error ? 'error' : undefined)}
        placeholder=${t('combobox.placeholder')}
        autocomplete="off"
        spellcheck="false"
        data-1p-ignore
        data-lpignore="true"
        .value=${value}
        @input=${this.#handleInput}
        @compositionend=${this.#handleInput}
        @keydown=${this.#handleKeydown}
        @paste=${this.#handlePaste}
        @focus=${this.#handleFocus}
        @click=${this.#handleClick}
        @blur=${this.#handleBlur}
      />
      <span id="row" hidden aria-label=${t('row.number', { number: this.number })}></span>
      ${this.error ? html`<span class="error" id="error">${this.error}</span>` : nothing}
      <div class="popup" popover="manual" @mousedown=${keepFocus}>
        <div id="list" role="listbox" aria-label=${t('term.customer')}>
          ${this.open ? this.options.map((customer, index) => this.#renderOption(customer, index)) : nothing}
        </div>
        <div role="status">${this.open ? this.#renderStatus() : nothing}</div>
      </div>`;
  }

  #renderOption(customer: Customer, index: number): TemplateResult {
    const [license] = customer.licenses;
    const { length } = customer.licenses;
    return html`<div
      role="option"
      id="option-${index}"
      aria-selected=${index === this.active ? 'true' : 'false'}
      @click=${() => this.#choose(customer)}
    >
      <span translate="no">${customer.name}</span>
      <span class="code" translate="no">${license ? formatDate(license.expiry) : '–'}</span>
      <span class="code" translate="no">${customer.taxCode}</span>
      ${length > 1 ? html`<span class="code count">${this.signIn.t('licenses', { count: length })}</span>` : nothing}
      ${this.#renderFormer(customer)}
    </div>`;
  }

  /** For a customer found by a former code: a note with its present code. */
  #renderFormer(customer: Customer): TemplateResult | typeof nothing {
    const former = formerCodeFound(customer, this.typed ?? '');
    if (former === null) return nothing;
    const said = this.signIn.t('taxCodeIsNow', { former, present: customer.taxCode });
    return html`<span class="former" translate="no">${said}</span>`;
  }

  #renderStatus(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { text, isBusy } = this.#searching;
    if (text) return html`<p class="error">${text}</p>`;
    if (this.options.length === 0) {
      return html`<p class="muted">${t(isBusy ? 'loading' : 'combobox.none')}</p>`;
    }
    return this.isCut ? html`<p class="muted">${t('combobox.more')}</p>` : nothing;
  }

  #handleInput(event: Event): void {
    this.typed = this.input.value;
    if ((event as InputEvent).isComposing) return;
    // The list still shows results for the former text, from which a quick Enter must not choose.
    this.active = -1;
    this.#chooseWhenFound = false;
    this.#searching.startIn(DELAY);
  }

  async #search(signal: AbortSignal): Promise<CustomerPage> {
    this.open = true;
    await this.updateComplete;
    // The field was closed or removed meanwhile.
    signal.throwIfAborted();
    this.#openPopup();
    const query = (this.typed?.trim() ?? '').slice(0, LIMITS.searchText);
    return await this.signIn.api.customers.search.query({ query }, { signal });
  }

  /** Chooses after an early Enter, if the result is unambiguous: one customer, or an exact code. */
  #chooseOnly(): void {
    this.#chooseWhenFound = false;
    const exact = this.#exact();
    const only = this.options.length === 1 ? this.options[0] : undefined;
    const customer = exact ?? only;
    if (customer) this.#choose(customer);
  }

  #exact(): Customer | undefined {
    const code = cleanTaxCode(this.typed ?? '');
    return (
      this.options.find(({ taxCode }) => taxCode === code) ??
      this.options.find(({ formerTaxCodes }) => formerTaxCodes?.includes(code))
    );
  }

  #openPopup(): void {
    if (this.popup?.matches(':popover-open')) return;
    this.popup?.showPopover();
    addEventListener('scroll', this.#place, { capture: true, passive: true });
    addEventListener('resize', this.#place);
    this.#place();
  }

  #close(): void {
    this.#searching.drop();
    this.#chooseWhenFound = false;
    this.open = false;
    this.active = -1;
    removeEventListener('scroll', this.#place, { capture: true });
    removeEventListener('resize', this.#place);
    if (this.popup?.matches(':popover-open')) this.popup.hidePopover();
  }

  /** Selects the text, so that typing replaces the chosen customer. */
  #handleFocus(): void {
    if (this.customer) this.input.select();
  }

  #handleClick(): void {
    if (!this.open) void this.#searching.start();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.open) this.#move(event.key === 'ArrowDown' ? 1 : -1);
      else void this.#searching.start();
    } else if (event.key === 'Enter' && (this.open || this.#searching.isBusy)) {
      event.preventDefault();
      const customer = this.options[this.active];
      if (this.#searching.isBusy) this.#chooseWhenFound = true;
      else if (customer) this.#choose(customer);
    } else if (event.key === 'Escape' && this.open) {
      event.preventDefault();
      event.stopPropagation();
      this.typed = null;
      this.#close();
    }
  }

  #move(step: 1 | -1): void {
    const { length } = this.options;
    if (length === 0) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + length) % length;
    this.shadowRoot?.getElementById(`option-${this.active}`)?.scrollIntoView({ block: 'nearest' });
  }

  #handlePaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!isColumn(text)) return;
    event.preventDefault();
    this.typed = null;
    this.#close();
    this.onPasteColumn(text);
  }

  #handleBlur(): void {
    // Text without a customer stays, and gets its error.
    const text = this.typed?.trim();
    const exact = this.#searching.isBusy ? undefined : this.#exact();
    this.#close();
    if (text === undefined || text === (this.customer?.taxCode ?? this.text)) this.typed = null;
    else if (exact) this.#choose(exact);
    else this.onText(text);
  }

  #choose(customer: Customer): void {
    this.typed = null;
    this.#close();
    this.onChoose(customer);
  }

  /** Places the list below the field, or above if there is more room. In the top layer, nothing clips it. */
  readonly #place = (): void => {
    const { popup } = this;
    if (!popup) return;
    const box = this.input.getBoundingClientRect();
    const width = Math.min(Math.max(box.width, 420), innerWidth - 16);
    const below = innerHeight - box.bottom;
    popup.style.width = `${width}px`;
    popup.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    if (below > 240 || below > box.top) {
      popup.style.top = `${box.bottom + 2}px`;
      popup.style.bottom = 'auto';
    } else {
      popup.style.top = 'auto';
      popup.style.bottom = `${innerHeight - box.top + 2}px`;
    }
  };
}

/** Keeps the focus in the field when the list is pressed. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-customer-combobox': CustomerCombobox;
  }
}
