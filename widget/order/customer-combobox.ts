import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formatDate } from '../../shared/calendar-date.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { tokens } from '../ui/tokens.styles.ts';
import { isColumn } from './paste-codes.ts';

const DELAY = 150;

/**
 * A search field over the firm's customers (ARIA combobox with a listbox). What is typed is never
 * completed inline, and nothing happens while an input method composes.
 */
export class CustomerCombobox extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    tokens,
    controls,
    css`
      .code {
        color: var(--muted);
        font-size: 13px;
      }
      .popup {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
        box-shadow: 0 8px 28px rgb(10 20 30 / 18%);
        overflow: auto;
        max-height: 320px;
      }
      [role='option'] {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 12px;
        padding: 7px 10px;
        border-radius: 4px;
        cursor: pointer;
      }
      [role='option'][aria-selected='true'] {
        background: var(--accent-soft);
        box-shadow: inset 2px 0 var(--accent);
      }
      .popup p {
        padding: 10px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) customer: Customer | null = null;
  /** What was typed before and is no customer. */
  @property() text = '';
  @property() error = '';
  @property({ attribute: false }) onChoose: (customer: Customer) => void = () => {};
  @property({ attribute: false }) onText: (text: string) => void = () => {};
  @property({ attribute: false }) onPasteColumn: (text: string) => void = () => {};

  @state() private typed: string | null = null;
  @state() private options: readonly Customer[] = [];
  @state() private active = -1;
  @state() private open = false;
  @state() private loading = false;
  @state() private failed = false;
  @query('input') private input!: HTMLInputElement;
  @query('.popup') private popup!: HTMLElement | null;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #search = 0;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    this.open = false;
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('customer')) this.typed = null;
    if (this.open) this.#place();
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    const value = this.typed ?? this.customer?.taxCode ?? this.text;
    const active = this.open && this.active >= 0 ? `option-${this.active}` : undefined;
    return html`<input
        type="text"
        role="combobox"
        aria-label=${t('column.taxCode')}
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
        @keydown=${this.#handleKeydown}
        @paste=${this.#handlePaste}
        @click=${() => this.#show()}
        @blur=${this.#handleBlur}
      />
      ${this.error ? html`<span class="error" id="error">${this.error}</span>` : nothing}
      <div class="popup" popover="manual" id="list" role="listbox" aria-label=${t('column.taxCode')}>
        ${this.open ? this.#renderOptions() : nothing}
      </div>`;
  }

  #renderOptions(): unknown {
    const { t } = this.session;
    if (this.failed) return html`<p class="error">${t('combobox.failed')}</p>`;
    if (this.loading && this.options.length === 0)
      return html`<p class="muted">${t('loading')}</p>`;
    if (this.options.length === 0) return html`<p class="muted">${t('combobox.none')}</p>`;
    return this.options.map(
      (customer, index) => html`<div
        role="option"
        id="option-${index}"
        aria-selected=${index === this.active ? 'true' : 'false'}
        @mousedown=${(event: MouseEvent) => event.preventDefault()}
        @click=${() => this.#choose(customer)}
      >
        <span>${customer.name}</span>
        <span class="code">${customer.license ? formatDate(customer.license.expiry) : '–'}</span>
        <span class="code">${customer.taxCode}</span>
      </div>`,
    );
  }

  #handleInput(event: InputEvent): void {
    this.typed = this.input.value;
    if (event.isComposing) return;
    this.#searchSoon();
  }

  #searchSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), DELAY);
  }

  async #show(): Promise<void> {
    const search = ++this.#search;
    this.open = true;
    this.loading = true;
    await this.updateComplete;
    if (!this.isConnected) return;
    if (!this.popup?.matches(':popover-open')) this.popup?.showPopover();
    this.#place();
    try {
      const page = await this.session.api.customers.search.query({
        query: (this.typed ?? '').slice(0, 100),
      });
      if (search !== this.#search) return;
      this.options = page.customers;
      this.active = this.typed && page.customers.length > 0 ? 0 : -1;
      this.failed = false;
    } catch {
      if (search !== this.#search) return;
      this.failed = true;
    }
    this.loading = false;
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#search++;
    this.open = false;
    this.loading = false;
    this.active = -1;
    if (this.popup?.matches(':popover-open')) this.popup.hidePopover();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const last = this.options.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!this.open) return void this.#show();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active =
        this.active + step > last ? 0 : this.active + step < 0 ? last : this.active + step;
      this.shadowRoot
        ?.getElementById(`option-${this.active}`)
        ?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && this.open) {
      event.preventDefault();
      const customer = this.options[this.active];
      if (customer) this.#choose(customer);
    } else if (event.key === 'Escape' && this.open) {
      event.preventDefault();
      event.stopPropagation();
      this.typed = null;
      this.#close();
    }
  }

  #handlePaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!isColumn(text)) return;
    event.preventDefault();
    this.#close();
    this.onPasteColumn(text);
  }

  #handleBlur(): void {
    // What stands here and is no customer stays, and is said to be none.
    const text = this.typed?.trim();
    const exact = this.options.find((customer) => customer.taxCode === text);
    this.#close();
    if (exact && exact.id !== this.customer?.id) this.#choose(exact);
    else if (text === undefined || text === this.customer?.taxCode) this.typed = null;
    else this.onText(text);
  }

  #choose(customer: Customer): void {
    this.typed = null;
    this.#close();
    this.onChoose(customer);
  }

  /** Below the field, or above where there is more room; the top layer is clipped by nobody. */
  #place(): void {
    const { popup } = this;
    if (!popup) return;
    const box = this.input.getBoundingClientRect();
    const width = Math.min(Math.max(box.width, 340), innerWidth - 16);
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
  }
}

register('renewal-customer-combobox', CustomerCombobox);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-customer-combobox': CustomerCombobox;
  }
}
