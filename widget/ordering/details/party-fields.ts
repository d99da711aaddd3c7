import { html, nothing, type TemplateResult } from 'lit';
import { cleanCode } from '../../../shared/clean-text.ts';
import type { FieldProblemCode } from '../../../shared/error-codes.ts';
import {
  emailProblem,
  type InvoiceParty,
  type PartyField,
  type Recipient,
  type RecipientField,
} from '../../../shared/party.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { textField } from '../../ui/field.ts';
import { type DraftRow, EMPTY_PARTY, type RowChange } from '../draft/draft.ts';
import { partyProblems, recipientFieldProblems } from '../draft/party-problems.ts';

export { rowNotes } from '../rows/row-notes.ts';

interface PartyForm {
  party: InvoiceParty;
  attempted: boolean;
  onParty(change: Partial<InvoiceParty>, name: PartyField): unknown;
}

interface RecipientForm {
  recipient: Recipient;
  attempted: boolean;
  onRecipient(change: Partial<Recipient>, name: RecipientField): unknown;
}

/**
 * The forms that only some orders need: a party declared by hand, and the parties of a single row.
 * Empty fields are wrong only once the person has tried to go on.
 */
export function partyFields(
  prefix: string,
  { t }: SignIn,
  { party, attempted, onParty }: PartyForm,
): TemplateResult {
  const problems: Partial<Record<PartyField, FieldProblemCode>> = attempted
    ? partyProblems(party)
    : {};
  const field = (name: PartyField, required: boolean, type: 'text' | 'email' = 'text') =>
    textField({
      id: `${prefix}-${name}`,
      label: t(`party.${name}`),
      value: party[name] ?? '',
      type,
      required,
      error: problems[name] && t(`field.${problems[name]}`),
      onInput: (value) => onParty({ [name]: value }, name),
    });
  return html`<div class="fields">
    ${field('legalName', true)} ${field('taxCode', !party.budgetUnitCode)}
    ${field('budgetUnitCode', false)} ${field('address', true)}
    ${field('email', true, 'email')} ${field('contactName', false)}
  </div>`;
}

export function recipientFields(
  { t }: SignIn,
  { recipient, attempted, onRecipient }: RecipientForm,
): TemplateResult {
  const problems: Partial<Record<RecipientField, FieldProblemCode>> = attempted
    ? recipientFieldProblems(recipient)
    : {};
  const field = (name: RecipientField, required: boolean, type: 'text' | 'email' | 'tel') =>
    textField({
      id: `recipient-${name}`,
      label: t(`recipient.${name}`),
      value: recipient[name],
      type,
      required,
      error: problems[name] && t(`field.${problems[name]}`),
      onInput: (value) => onRecipient({ [name]: value }, name),
    });
  return html`<div class="fields recipient">
    ${field('name', true, 'text')} ${field('email', true, 'email')} ${field('phone', false, 'tel')}
  </div>`;
}

interface RowDetails {
  signIn: SignIn;
  row: DraftRow;
  /** The order's payer, which a row may override. */
  orderPayer: PayerKind;
  attempted: boolean;
  onChange(change: RowChange, typing?: string): unknown;
}

/** The row's own settings: payer, additional recipient, invoice party. */
export function rowDetails(own: RowDetails): TemplateResult {
  const { signIn, row, attempted, onChange } = own;
  const { t } = signIn;
  const email = cleanCode(row.recipientEmail);
  const problem = attempted && email !== '' ? emailProblem(email) : undefined;
  return html`<div class="own">
    <p class="muted">
      ${[row.customer?.address, row.customer?.email].filter(Boolean).join(' · ')}
    </p>
    ${payerField(own)}
    ${textField({
      id: `email-${row.key}`,
      label: t('override.recipientEmail'),
      value: row.recipientEmail,
      type: 'email',
      error: problem && t(`field.${problem}`),
      onInput: (recipientEmail) => onChange(() => ({ recipientEmail }), 'email'),
    })}
    <label class="choice">
      <input
        type="checkbox"
        .checked=${row.invoiceParty !== null}
        @change=${() => onChange((now) => ({ invoiceParty: now.invoiceParty ? null : EMPTY_PARTY }))}
      />
      <span>${t('override.invoiceParty')}</span>
    </label>
    ${
      row.invoiceParty
        ? partyFields(`party-${row.key}`, signIn, {
            party: row.invoiceParty,
            attempted,
            onParty: (change, name) =>
              onChange(
                (now) => ({ invoiceParty: { ...EMPTY_PARTY, ...now.invoiceParty, ...change } }),
                name,
              ),
          })
        : nothing
    }
  </div>`;
}

/** Choosing the order's payer removes the override, so that the row follows the order again. */
function payerField({ signIn, row, orderPayer, onChange }: RowDetails): TemplateResult {
  const { t } = signIn;
  const chosen = row.payer ?? orderPayer;
  return html`<label class="field">
    <span>${t('payer')}</span>
    <select
      name="payer"
      aria-label=${t('payer')}
      @change=${(event: Event) => {
        const payer = (event.target as HTMLSelectElement).value as PayerKind;
        onChange(() => ({ payer: payer === orderPayer ? null : payer }));
      }}
    >
      ${(['firm', 'owner'] as const).map(
        (payer) =>
          html`<option value=${payer} .selected=${payer === chosen}>${t(`payer.${payer}`)}</option>`,
      )}
    </select>
  </label>`;
}
