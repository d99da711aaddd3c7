import { html, nothing, type TemplateResult } from 'lit';
import type { FieldProblemCode } from '../../shared/error-codes.ts';
import {
  type InvoiceParty,
  isEmail,
  type PartyField,
  type Recipient,
  type RecipientField,
} from '../../shared/party.ts';
import type { Session } from '../api/session.ts';
import { textField } from '../ui/field.ts';
import {
  type DraftRow,
  EMPTY_PARTY,
  partyProblems,
  type RowChange,
  recipientFieldProblems,
} from './draft.ts';

/**
 * The forms that only some orders need: whoever is declared by hand, and what one row has of its own.
 * Empty fields are wrong only once the person has tried to go on.
 */
export function partyFields(
  prefix: string,
  { t }: Session,
  party: InvoiceParty,
  attempted: boolean,
  onParty: (change: Partial<InvoiceParty>) => unknown,
): TemplateResult {
  const problems: Partial<Record<PartyField, FieldProblemCode>> = attempted
    ? partyProblems(party)
    : {};
  const field = (name: PartyField, required: boolean, type: 'text' | 'email' = 'text') =>
    textField({
      id: `${prefix}-${name}`,
      label: t(`party.${name}`),
      value: party[name],
      type,
      required,
      error: problems[name] && t(`field.${problems[name]}`),
      onInput: (value) => onParty({ [name]: value }),
    });
  return html`<div class="fields">
    ${field('legalName', true)} ${field('taxCode', true)} ${field('address', true)}
    ${field('email', true, 'email')} ${field('contactName', false)}
  </div>`;
}

export function recipientFields(
  { t }: Session,
  recipient: Recipient,
  attempted: boolean,
  onRecipient: (change: Partial<Recipient>) => unknown,
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
      onInput: (value) => onRecipient({ [name]: value }),
    });
  return html`<div class="fields recipient">
    ${field('name', true, 'text')} ${field('email', true, 'email')} ${field('phone', false, 'tel')}
  </div>`;
}

/** What a row has of its own: who gets its messages too, and who is invoiced for it. */
export function rowDetails(
  session: Session,
  row: DraftRow,
  attempted: boolean,
  onChange: (change: RowChange) => unknown,
): TemplateResult {
  const { t } = session;
  const email = row.recipientEmail.trim();
  return html`<div class="own">
    <p class="muted">
      ${[row.customer?.address, row.customer?.email].filter(Boolean).join(' · ')}
    </p>
    ${textField({
      id: `email-${row.key}`,
      label: t('override.recipientEmail'),
      value: row.recipientEmail,
      type: 'email',
      error: attempted && email !== '' && !isEmail(email) ? t('field.EMAIL_INVALID') : undefined,
      onInput: (recipientEmail) => onChange(() => ({ recipientEmail })),
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
        ? partyFields(`party-${row.key}`, session, row.invoiceParty, attempted, (change) =>
            onChange((now) => ({
              invoiceParty: { ...EMPTY_PARTY, ...now.invoiceParty, ...change },
            })),
          )
        : nothing
    }
  </div>`;
}
