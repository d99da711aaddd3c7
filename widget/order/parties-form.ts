import { html, type TemplateResult } from 'lit';
import type { FieldProblemCode } from '../../shared/error-codes.ts';
import type { InvoiceParty, PartyField, Recipient, RecipientField } from '../../shared/party.ts';
import type { Session } from '../api/session.ts';
import { textField } from '../ui/field.ts';
import { type Draft, partyProblems, recipientFieldProblems } from './draft.ts';

interface PartiesForm {
  session: Session;
  draft: Draft;
  /** Whether the person has tried to go on: only then are empty fields wrong. */
  attempted: boolean;
  onDraft(change: Partial<Draft>): void;
}

/** Whom the invoices are made out to, and who gets the messages. */
export function partiesForm({ session, draft, attempted, onDraft }: PartiesForm): TemplateResult {
  const { t, whoAmI } = session;
  const { name, email } = whoAmI.accountant;
  const problems = draft.invoiceTo === 'other' && attempted ? partyProblems(draft.party) : {};
  const recipientProblems =
    draft.notify === 'other' && attempted ? recipientFieldProblems(draft.recipient) : {};
  return html`<div class="parties">
    <fieldset class="card" role="radiogroup" aria-label=${t('invoiceTo')}>
      <h3 aria-hidden="true">${t('invoiceTo')}</h3>
      ${choice('invoiceTo', 'customer', t('invoiceTo.customer'), draft.invoiceTo, () =>
        onDraft({ invoiceTo: 'customer' }),
      )}
      ${choice('invoiceTo', 'other', t('other'), draft.invoiceTo, () =>
        onDraft({ invoiceTo: 'other' }),
      )}
      ${
        draft.invoiceTo === 'other'
          ? partyFields('party', session, draft.party, problems, (party) => onDraft({ party }))
          : html`<p class="muted hint">${t('invoiceTo.customer.hint')}</p>`
      }
    </fieldset>
    <fieldset class="card" role="radiogroup" aria-label=${t('notify')}>
      <h3 aria-hidden="true">${t('notify')}</h3>
      ${choice('notify', 'accountant', t('notify.accountant'), draft.notify, () =>
        onDraft({ notify: 'accountant' }),
      )}
      ${choice('notify', 'other', t('other'), draft.notify, () => onDraft({ notify: 'other' }))}
      ${
        draft.notify === 'other'
          ? recipientFields(session, draft.recipient, recipientProblems, (recipient) =>
              onDraft({ recipient }),
            )
          : html`<p class="muted hint">${name} · ${email}</p>`
      }
    </fieldset>
  </div>`;
}

function choice(
  group: string,
  value: string,
  label: string,
  chosen: string,
  onChoose: () => void,
): TemplateResult {
  return html`<label class="choice">
    <input type="radio" name=${group} value=${value} .checked=${chosen === value} @change=${onChoose} />
    <span>${label}</span>
  </label>`;
}

/** The fields of an invoice party; `prefix` keeps ids apart where two such forms stand. */
export function partyFields(
  prefix: string,
  { t }: Session,
  party: InvoiceParty,
  problems: Partial<Record<PartyField, FieldProblemCode>>,
  onParty: (party: InvoiceParty) => void,
): TemplateResult {
  const field = (name: PartyField, required: boolean, type: 'text' | 'email' = 'text') =>
    textField({
      id: `${prefix}-${name}`,
      label: t(`party.${name}`),
      value: party[name],
      type,
      required,
      error: problems[name] && t(`field.${problems[name]}`),
      onInput: (value) => onParty({ ...party, [name]: value }),
    });
  return html`<div class="fields">
    ${field('legalName', true)} ${field('taxCode', true)} ${field('address', true)}
    ${field('email', true, 'email')} ${field('contactName', false)}
  </div>`;
}

function recipientFields(
  { t }: Session,
  recipient: Recipient,
  problems: Partial<Record<RecipientField, FieldProblemCode>>,
  onRecipient: (recipient: Recipient) => void,
): TemplateResult {
  const field = (name: RecipientField, required: boolean, type: 'text' | 'email' | 'tel') =>
    textField({
      id: `recipient-${name}`,
      label: t(`recipient.${name}`),
      value: recipient[name],
      type,
      required,
      error: problems[name] && t(`field.${problems[name]}`),
      onInput: (value) => onRecipient({ ...recipient, [name]: value }),
    });
  return html`<div class="fields">
    ${field('name', true, 'text')} ${field('email', true, 'email')} ${field('phone', false, 'tel')}
  </div>`;
}
