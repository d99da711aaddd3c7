import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { cleanCode } from '../../../shared/clean-text.ts';
import { emailProblem, type InvoiceParty } from '../../../shared/party.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { textField } from '../../ui/field.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type ChangeDraft, type DraftRow, EMPTY_PARTY } from '../draft/draft.ts';
import { partyProblems } from '../draft/party-problems.ts';
import { withRows } from '../draft/with-rows.ts';
import { fieldsStyles } from './late-views.styles.ts';
import { partyFields } from './party-fields.ts';

type Kind = 'invoiceParty' | 'recipient';

/** One invoice party, or one more recipient of messages, for many rows. */
export class BulkPartiesDialog extends StyledElement {
  static readonly tag = 'renewal-bulk-parties-dialog';
  static override styles = [tokens, allControls, fieldsStyles];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) onDraft!: ChangeDraft;
  /** Announces the result. */
  @property({ attribute: false }) onSay!: (text: string) => void;

  @state() private kind: Kind = 'recipient';
  @state() private rows: readonly DraftRow[] = [];
  /** The invoice party; null: the order's. */
  @state() private party: InvoiceParty | null = null;
  @state() private email = '';
  @state() private attempted = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  /** Begins with the values that all of these rows share. */
  async show(kind: Kind, rows: readonly DraftRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const isOne = rows.every(
      ({ invoiceParty }) => JSON.stringify(invoiceParty) === JSON.stringify(first.invoiceParty),
    );
    this.kind = kind;
    this.rows = rows;
    this.party = (isOne && first.invoiceParty) || EMPTY_PARTY;
    const isOneEmail = rows.every(({ recipientEmail }) => recipientEmail === first.recipientEmail);
    this.email = isOneEmail ? first.recipientEmail : '';
    this.attempted = false;
    await this.updateComplete;
    showModal(this.dialog);
    this.renderRoot.querySelector<HTMLElement>('input:not([type=radio])')?.focus();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { kind } = this;
    const count = this.rows.length;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" novalidate @submit=${this.#handleSubmit}>
        <h2 id="title" tabindex="-1">${t(`bulk.${kind}.title`, { count })}</h2>
        ${kind === 'recipient' ? this.#renderRecipient() : this.#renderParty()}
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary">${t('bulk.apply', { count })}</button>
        </div>
      </form>
    </dialog>`;
  }

  #renderRecipient(): TemplateResult {
    const { t } = this.signIn;
    return html`${textField({
      id: 'email',
      label: t('override.recipientEmail'),
      value: this.email,
      type: 'email',
      error: this.attempted && this.#emailProblem ? t(`field.${this.#emailProblem}`) : '',
      onInput: (email) => {
        this.email = email;
      },
    })}
      <p class="muted">${t('bulk.recipient.hint')}</p>`;
  }

  #renderParty(): TemplateResult {
    const { signIn, party, attempted } = this;
    const { t } = signIn;
    const choice = (text: string, value: InvoiceParty | null) => html`<label class="choice">
      <input
        type="radio"
        name="party"
        .checked=${(party === null) === (value === null)}
        @change=${() => {
          this.party = value;
        }}
      />
      <span>${text}</span>
    </label>`;
    return html`<div role="radiogroup" aria-label=${t('invoiceTo')}>
        ${choice(t('bulk.invoiceParty.order'), null)} ${choice(t('other'), party ?? EMPTY_PARTY)}
      </div>
      ${
        party
          ? partyFields('bulk', signIn, {
              party,
              attempted,
              onParty: (change) => {
                this.party = { ...EMPTY_PARTY, ...this.party, ...change };
              },
            })
          : nothing
      }`;
  }

  get #emailProblem() {
    const email = cleanCode(this.email);
    return email === '' ? undefined : emailProblem(email);
  }

  async #handleSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.attempted = true;
    const { kind, party } = this;
    const isWrong =
      kind === 'recipient'
        ? this.#emailProblem
        : party && Object.keys(partyProblems(party)).length > 0;
    if (isWrong) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    this.dialog.close();
    const keys = new Set(this.rows.map(({ key }) => key));
    const recipientEmail = cleanCode(this.email);
    await this.onDraft((draft) =>
      withRows(draft, keys, () =>
        kind === 'recipient' ? { recipientEmail } : { invoiceParty: party },
      ),
    );
    this.onSay(this.signIn.t('bulk.changed', { count: keys.size }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-bulk-parties-dialog': BulkPartiesDialog;
  }
}
