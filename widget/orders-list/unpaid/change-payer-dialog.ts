import { html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { formatDong } from '../../../shared/money.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { inParts, type Outcome } from '../mails/parts-controller.ts';
import { PartsDialog } from '../mails/parts-dialog.ts';
import { dueOf } from './chosen.ts';

/** Lines changed in one call. */
const PART = 200;

const PAYERS = ['owner', 'firm'] as const;

/** Đổi người trả: the firm or the owners pay the chosen lines from now on. */
export class ChangePayerDialog extends PartsDialog<string> {
  static readonly tag = 'renewal-change-payer-dialog';

  @state() protected lines: readonly UnpaidLine[] = [];
  @state() private payer: PayerKind = 'owner';

  show(lines: readonly UnpaidLine[]): void {
    if (!this.open()) return;
    this.lines = lines;
    // The payer that fewer of the lines have.
    const owners = lines.filter(({ payer }) => payer === 'owner').length;
    this.payer = owners * 2 > lines.length ? 'firm' : 'owner';
  }

  protected override get heading(): string {
    return this.signIn.t('unpaid.changePayer');
  }

  protected override renderQuestion(): TemplateResult {
    const { t } = this.signIn;
    const { lines } = this;
    return html`<p id="text">
        ${t('changePayer.text', { count: lines.length, due: formatDong(dueOf(lines)) })}
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
        <button type="button" class="end" @click=${this.close}>${t('close')}</button>
        <button type="button" class="primary" @click=${this.#confirm}>
          ${t('changePayer.do', { count: lines.length })}
        </button>
      </div>`;
  }

  protected override said(count: number) {
    const { t } = this.signIn;
    return { busy: t('changePayer.busy'), done: t('changePayer.done', { count }) };
  }

  readonly #confirm = (): void => {
    const groups = this.lines.map(({ lineId }) => [lineId]);
    void this.parts.start(inParts(groups, PART));
  };

  protected override async run(lineIds: readonly string[]): Promise<Outcome[]> {
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
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-change-payer-dialog': ChangePayerDialog;
  }
}
