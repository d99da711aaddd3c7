import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { cleanCode } from '../../../shared/clean-text.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Quote } from '../../../shared/schemas/quote.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

/** Mã giảm giá: the field to type, apply and remove a discount code. */
export class CodeField extends StyledElement {
  static readonly tag = 'renewal-code-field';
  static override styles = [
    tokens,
    allControls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 240px) auto auto;
        gap: 6px 8px;
        justify-content: start;
      }
      label,
      p {
        grid-column: 1 / -1;
      }
      label {
        font-size: 15px;
        font-weight: 600;
      }
      p:empty {
        display: none;
      }
      .applied {
        color: var(--good);
        font-size: 13px;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  /** The code that is applied; empty for none. */
  @property({ attribute: false }) code = '';
  /** The present prices. */
  @property({ attribute: false }) quote: Quote | null = null;
  /** Resolves once `code` has the new value. */
  @property({ attribute: false }) onCode!: (code: string) => Promise<unknown>;

  @state() private typed = '';
  @query('input') private field!: HTMLInputElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('code')) this.typed = this.code;
  }

  /** Applies the typed code, even if the button was not pressed. */
  async commit(): Promise<void> {
    const code = cleanCode(this.typed);
    if (code !== this.code) await this.onCode(code);
  }

  override focus(): void {
    this.field.focus();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const isApplied = this.code !== '' && cleanCode(this.typed) === this.code;
    const problem = (isApplied && this.quote?.codeProblem) || null;
    const taken = this.quote?.discounts.find(({ kind }) => kind === 'code')?.code;
    return html`<form novalidate @submit=${this.#apply}>
      <label for="code">${t('discountCode')}</label>
      <input
        id="code"
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        maxlength=${LIMITS.discountCode}
        .value=${this.typed}
        aria-invalid=${Boolean(problem)}
        aria-describedby="problem"
        @input=${() => {
          this.typed = this.field.value;
        }}
      />
      <button>${t('discountCode.apply')}</button>
      ${this.code ? html`<button type="button" class="quiet" @click=${this.#remove}>${t('discountCode.remove')}</button>` : nothing}
      <p class="error" id="problem" role="alert">${problem ? t(`code.${problem}`) : nothing}</p>
      <p class="applied" role="status">${isApplied && !problem && taken ? t('discountCode.applied', { code: taken }) : nothing}</p>
    </form>`;
  }

  async #apply(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    await this.commit();
  }

  async #remove(): Promise<void> {
    await this.onCode('');
    this.typed = '';
    this.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-code-field': CodeField;
  }
}
