import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { cleanCode } from '../../../shared/clean-text.ts';
import { emailProblem } from '../../../shared/party.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { textField } from '../../ui/field.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { ChangeDraft, DraftRow } from '../draft/draft.ts';
import { withRows } from '../draft/with-rows.ts';

/** The most customers asked about at once. */
const MOST = 200;

/** Asks for the e-mail addresses that customers lack; a column pasted into one field fills those below it. */
export class EmailsDialog extends StyledElement {
  static readonly tag = 'renewal-emails-dialog';
  static override styles = [
    tokens,
    allControls,
    css`
      .fields {
        display: grid;
        gap: 10px;
        max-height: min(420px, 60dvh);
        padding: 2px;
        overflow: auto;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) onDraft!: ChangeDraft;
  /** Announces the result. */
  @property({ attribute: false }) onSay!: (text: string) => void;

  @state() private customers: readonly Customer[] = [];
  /** Number of further customers without an address, who are not asked about. */
  @state() private more = 0;
  /** Typed addresses, by the customer's id. */
  @state() private emails: ReadonlyMap<string, string> = new Map();
  @state() private attempted = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  async show(rows: readonly DraftRow[]): Promise<void> {
    const all = new Map(
      rows.flatMap(({ customer }) => (customer ? [[customer.id, customer]] : [])),
    );
    this.customers = [...all.values()].slice(0, MOST);
    this.more = all.size - this.customers.length;
    this.emails = new Map();
    this.attempted = false;
    await this.updateComplete;
    showModal(this.dialog);
    this.#focusField(0);
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" novalidate @submit=${this.#handleSubmit}>
        <h2 id="title" tabindex="-1">${t('emails.title', { count: this.customers.length + this.more })}</h2>
        <p class="muted">${t('emails.hint')}</p>
        <div class="fields" @paste=${this.#handlePaste}>
          ${this.customers.map((customer, index) => this.#renderField(customer, index))}
        </div>
        ${this.more > 0 ? html`<p class="muted">${t('emails.more', { count: this.more })}</p>` : nothing}
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary">${t('emails.save')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #renderField(customer: Customer, index: number): TemplateResult {
    const value = this.emails.get(customer.id) ?? '';
    const problem = this.attempted ? this.#problemOf(value) : undefined;
    return textField({
      id: `email-${index}`,
      label: `${customer.taxCode} · ${customer.name}`,
      value,
      type: 'email',
      error: problem && this.signIn.t(`field.${problem}`),
      onInput: (text) => this.#set([[customer.id, text]]),
    });
  }

  /** An address may be left out. */
  #problemOf(text: string) {
    const email = cleanCode(text);
    return email === '' ? undefined : emailProblem(email);
  }

  #set(entries: readonly (readonly [string, string])[]): void {
    this.emails = new Map([...this.emails, ...entries]);
  }

  #focusField(index: number): void {
    this.renderRoot.querySelector<HTMLElement>(`#email-${index}`)?.focus();
  }

  #handlePaste(event: ClipboardEvent): void {
    const lines = (event.clipboardData?.getData('text') ?? '').trim().split(/\r?\n/);
    const from = Number((event.target as HTMLElement).id.replace('email-', ''));
    if (lines.length < 2 || Number.isNaN(from)) return;
    event.preventDefault();
    const below = this.customers.slice(from, from + lines.length);
    this.#set(below.map(({ id }, index) => [id, lines[index]?.trim() ?? ''] as const));
  }

  async #handleSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.attempted = true;
    const wrong = this.customers.findIndex(({ id }) => this.#problemOf(this.emails.get(id) ?? ''));
    if (wrong >= 0) {
      await this.updateComplete;
      this.#focusField(wrong);
      return;
    }
    const { emails } = this;
    this.dialog.close();
    const given = [...emails].filter(([, email]) => cleanCode(email) !== '').length;
    await this.onDraft(({ rows }) =>
      withRows({ rows }, new Set(rows.map(({ key }) => key)), ({ customer, recipientEmail }) => {
        const email = cleanCode(emails.get(customer?.id ?? '') ?? '');
        return email === '' || recipientEmail !== '' ? null : { recipientEmail: email };
      }),
    );
    if (given > 0) this.onSay(this.signIn.t('emails.done', { count: given }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-emails-dialog': EmailsDialog;
  }
}
