import { html, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDong } from '../../../shared/money.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { KeepFocus } from '../../ui/keep-focus.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { deedResult, deedSaid, deedStyles } from '../mails/deed-result.ts';
import { inParts, type Outcome, PartsController } from '../mails/parts-controller.ts';

/** Lines changed in one call. */
const PART = 200;

const PAYERS = ['owner', 'firm'] as const;

/** Đổi người trả: the firm or the owners pay the chosen lines from now on. */
export class ChangePayerDialog extends StyledElement {
  static readonly tag = 'renewal-change-payer-dialog';
  static override styles = [tokens, allControls, deedStyles];

  @property({ attribute: false }) signIn!: SignIn;
  /** Called when the dialog closes after something was changed. */
  @property({ attribute: false }) onDone!: () => void;

  @state() private lines: readonly UnpaidLine[] = [];
  @state() private payer: PayerKind = 'owner';
  @state() private page = 0;
  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #changing = new PartsController<string>(this, {
    run: (lineIds) => this.#change(lineIds),
    ended: () => {
      this.page = 0;
    },
  });

  constructor() {
    super();
    new KeepFocus(this, 'h2');
  }

  show(lines: readonly UnpaidLine[]): void {
    this.dialog.showModal();
    // An action under way is shown to its end.
    if (this.#changing.isBusy) return;
    this.lines = lines;
    // The payer that fewer of the lines have.
    const owners = lines.filter(({ payer }) => payer === 'owner').length;
    this.payer = owners * 2 > lines.length ? 'firm' : 'owner';
    this.page = 0;
    this.#changing.clear();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<dialog aria-labelledby="title" @close=${this.#handleClose}>
      <div class="stack">
        <h2 id="title" tabindex="-1" autofocus>${t('unpaid.changePayer')}</h2>
        ${deedSaid(this.#changing, this.#said)}
        ${this.#changing.hasBegun ? this.#renderResult() : this.#renderQuestion()}
      </div>
    </dialog>`;
  }

  #renderQuestion(): TemplateResult {
    const { t } = this.signIn;
    const { lines } = this;
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    return html`<p id="text">
        ${t('changePayer.text', { count: lines.length, amount: formatDong(amount) })}
      </p>
      <div role="radiogroup" aria-labelledby="title" aria-describedby="text">
        ${PAYERS.map(
          (payer) => html`<label class="choice">
            <input
              type="radio"
              name="payer"
              .checked=${payer === this.payer}
              @change=${() => {
                this.payer = payer;
              }}
            />
            <span>${t(`payer.${payer}`)}</span>
          </label>`,
        )}
      </div>
      <div class="row">
        <button type="button" class="end" @click=${this.#close}>${t('close')}</button>
        <button type="button" class="primary" @click=${this.#confirm}>
          ${t('changePayer.do', { count: lines.length })}
        </button>
      </div>`;
  }

  get #said() {
    const { t } = this.signIn;
    const count = this.#changing.outcomes.filter(({ isDone }) => isDone).length;
    return { t, busy: t('changePayer.busy'), done: t('changePayer.done', { count }) };
  }

  #renderResult(): TemplateResult {
    return deedResult(this.#changing, {
      ...this.#said,
      ...{ lines: this.lines, page: this.page, onClose: this.#close },
      onPage: (page) => {
        this.page = page;
      },
    });
  }

  readonly #confirm = (): void => {
    const groups = this.lines.map(({ lineId }) => [lineId]);
    void this.#changing.start(inParts(groups, PART));
  };

  async #change(lineIds: readonly string[]): Promise<Outcome[]> {
    const { t, api } = this.signIn;
    const { changed, skipped } = await api.unpaid.changePayers.mutate({
      lineIds: [...lineIds],
      payer: this.payer,
    });
    return [
      ...changed.map((lineId) => ({ lineId, isDone: true, text: t('changePayer.changed') })),
      ...skipped.map(({ lineId, reason }) => {
        const isSame = reason === 'unchanged';
        const text = t(isSame ? 'changePayer.unchanged' : 'unreminded.not_payable');
        return { lineId, isDone: isSame, text };
      }),
    ];
  }

  readonly #close = (): void => this.dialog.close();

  readonly #handleClose = (): void => {
    this.#changing.stop();
    if (this.#changing.hasBegun) this.onDone();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-change-payer-dialog': ChangePayerDialog;
  }
}
