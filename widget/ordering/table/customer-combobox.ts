import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { CallController } from '../../api/call-controller.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { controls } from '../../ui/controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { isColumn } from '../paste/is-column.ts';
import type { Pasted } from '../paste/pasted.ts';
import type { CustomerList } from './customer-list.ts';

/**
 * A search field over the firm's customers (ARIA combobox with a listbox). Typed text is never completed inline, and
 * nothing happens while an input method composes. The list is loaded with the first focus; a code typed in full is
 * looked up without it.
 */
export class CustomerCombobox extends StyledElement {
  static readonly tag = 'renewal-customer-combobox';
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    tokens,
    controls,
    css`
      input[type='text'] {
        min-height: var(--field-height, 36px);
        padding-block: 0;
        border-color: var(--field-line, var(--edge));
      }
    `,
  ];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) customer: Customer | null = null;
  /** Text typed before that is no customer. */
  @property() text = '';
  /** The problem of the code, for screen readers; the row shows it. */
  @property() error = '';
  /** The row's number, which distinguishes the field from those of other rows. */
  @property({ type: Number }) number = 0;
  @property({ attribute: false }) onChoose!: (customer: Customer) => void;
  @property({ attribute: false }) onText!: (text: string) => void;
  @property({ attribute: false }) onPasteColumn!: (...pasted: Pasted) => void;

  @state() typed: string | null = null;
  @query('input') input!: HTMLInputElement;
  @query('.popup') popup!: HTMLElement | null;

  /** Null until loaded. */
  #list: CustomerList | null = null;
  /** The person's requests to the list before it is loaded. */
  #asked: ((list: CustomerList) => void)[] = [];
  readonly #loading = new CallController(this, {
    kind: 'question',
    isExtra: true,
    run: async () => (await import('./customer-list.ts')).CustomerList,
    done: (List) => {
      this.#list = new List(this);
      for (const ask of this.#asked.splice(0)) ask(this.#list);
    },
    failed: () => {
      this.#asked = [];
    },
  });

  override disconnectedCallback(): void {
    this.#close();
    super.disconnectedCallback();
  }

  protected override updated(): void {
    this.#list?.place();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const list = this.#list;
    const value = this.typed ?? this.customer?.taxCode ?? this.text;
    const error = this.error || this.#loading.text;
    return html`<input
        id="code"
        type="text"
        role="combobox"
        aria-label=${t('column.taxCode')}
        aria-labelledby="code row"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded=${list?.isOpen ?? false}
        aria-controls="list"
        aria-activedescendant=${ifDefined(list?.activeId)}
        aria-invalid=${this.error !== ''}
        aria-describedby=${ifDefined(error ? 'error' : undefined)}
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
      <span id="row" hidden aria-label=${[t('row.number', { number: this.number }), this.customer?.name].join(' ').trim()}></span>
      ${error ? html`<span class=${this.error ? 'visually-hidden' : 'error'} id="error">${error}</span>` : nothing}
      <div class="popup" popover="manual" @mousedown=${keepFocus}>
        <div id="list" role="listbox" aria-label=${t('term.customer')}>${list?.renderOptions()}</div>
        <div role="status">${list?.renderStatus()}</div>
      </div>`;
  }

  choose(customer: Customer): void {
    this.typed = null;
    this.#close();
    this.onChoose(customer);
  }

  restore(): void {
    this.typed = null;
  }

  /** Now, or once the list is loaded. */
  #ask(ask: (list: CustomerList) => void): void {
    if (this.#list) ask(this.#list);
    else {
      this.#asked.push(ask);
      this.#load();
    }
  }

  #load(): void {
    if (!this.#list && !this.#loading.isBusy) void this.#loading.start();
  }

  #close(): void {
    this.#asked = [];
    this.#loading.drop();
    this.#list?.close();
  }

  #handleInput(event: Event): void {
    this.typed = this.input.value;
    if (!(event as InputEvent).isComposing) this.#ask((list) => list.searchSoon());
  }

  /** Selects the text, so that typing replaces the chosen customer. */
  #handleFocus(): void {
    if (this.customer) this.input.select();
    this.#load();
  }

  #handleClick(): void {
    this.#ask((list) => list.open());
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isForList =
      this.#list !== null ||
      event.key === 'ArrowDown' ||
      event.key === 'ArrowUp' ||
      (event.key === 'Enter' && this.#asked.length > 0);
    if (!isForList) return;
    // Prevents the key's default action, for which it would be too late afterwards.
    if (this.#list === null) event.preventDefault();
    this.#ask((list) => list.handleKeydown(event));
  }

  #handlePaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!isColumn(text)) return;
    event.preventDefault();
    this.typed = null;
    this.#close();
    this.onPasteColumn(text, event.clipboardData?.getData('text/html'));
  }

  #handleBlur(): void {
    // Text without a customer stays, and gets its error.
    const text = this.typed?.trim();
    const exact = this.#list?.exact();
    this.#close();
    this.typed = null;
    if (text === undefined || text === (this.customer?.taxCode ?? this.text)) return;
    if (exact) this.choose(exact);
    else this.onText(text);
  }
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
