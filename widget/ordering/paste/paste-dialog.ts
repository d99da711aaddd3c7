import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/tokens.styles.ts';

/** A place to paste a column of tax codes into. */
export class PasteDialog extends StyledElement {
  static readonly tag = 'renewal-paste-dialog';
  static override styles = [
    tokens,
    allControls,
    css`
      textarea {
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  /** Adds the codes to the order; says what is wrong when it can't. */
  @property({ attribute: false }) onCodes: (text: string) => Promise<string> = async () => '';

  @state() private error = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private textarea!: HTMLTextAreaElement;

  readonly #adding = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, text: string) => this.onCodes(text),
    done: (refusal) => this.#take(refusal),
  });

  async show(): Promise<void> {
    await this.updateComplete;
    this.error = '';
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" @submit=${this.#handleSubmit}>
        <h2 id="title">${t('pasteCodes')}</h2>
        <p class="muted" id="hint">${t('pasteCodes.hint')}</p>
        <textarea
          rows="10"
          aria-label=${t('pasteCodes.label')}
          aria-describedby="hint error"
          aria-invalid=${this.error ? 'true' : 'false'}
          spellcheck="false"
          autofocus
        ></textarea>
        <p class="error" id="error" role="alert">${this.error || nothing}</p>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary" ?disabled=${this.#adding.isBusy}>${t('pasteCodes.add')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#adding.start(this.textarea.value);
  }

  #take(refusal: string): void {
    this.error = refusal;
    if (refusal) {
      this.textarea.focus();
    } else {
      this.textarea.value = '';
      this.dialog.close();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-paste-dialog': PasteDialog;
  }
}
