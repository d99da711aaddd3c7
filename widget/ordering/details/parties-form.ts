import { html, nothing, type TemplateResult } from 'lit';
import { type FormSignIn, saysAll } from '../../api/sign-in.ts';
import type { ChangeDraft, Draft } from '../draft/draft.ts';
import type { LateViews } from './late-parts.ts';

interface PartiesForm {
  signIn: FormSignIn;
  draft: Draft;
  /** The fields of a party declared by hand; loaded when needed. */
  fields: Pick<LateViews, 'partyFields' | 'recipientFields'> | null;
  attempted: boolean;
  onDraft: ChangeDraft;
}

/** The order's invoice party, recipient and payer. */
export function partiesForm(form: PartiesForm): TemplateResult {
  const { signIn, draft, fields, attempted, onDraft } = form;
  const { t, whoAmI } = signIn;
  const { name, email } = whoAmI.accountant;
  const isWide = draft.invoiceTo === 'other' || draft.notify === 'other';
  return html`<div class="parties ${isWide ? 'wide' : ''}">
    <fieldset class="card" role="radiogroup" aria-label=${t('invoiceTo')}>
      <h3 aria-hidden="true">${t('invoiceTo')}</h3>
      ${choice('invoiceTo', 'customer', t('invoiceTo.customer'), draft.invoiceTo, () =>
        onDraft(() => ({ invoiceTo: 'customer' })),
      )}
      <p class="muted hint">${t('invoiceTo.customer.hint')}</p>
      ${choice('invoiceTo', 'other', t('other'), draft.invoiceTo, () =>
        onDraft(() => ({ invoiceTo: 'other' })),
      )}
      ${
        draft.invoiceTo === 'other' && saysAll(signIn)
          ? fields?.partyFields('party', signIn, {
              party: draft.party,
              attempted,
              onParty: (change, name) =>
                onDraft((now) => ({ party: { ...now.party, ...change } }), `party ${name}`),
            })
          : nothing
      }
    </fieldset>
    <fieldset class="card" role="radiogroup" aria-label=${t('notify')}>
      <h3 aria-hidden="true">${t('notify')}</h3>
      ${choice('notify', 'accountant', t('notify.accountant'), draft.notify, () =>
        onDraft(() => ({ notify: 'accountant' })),
      )}
      <p class="muted hint">${name} · ${email}</p>
      ${choice('notify', 'other', t('other'), draft.notify, () =>
        onDraft(() => ({ notify: 'other' })),
      )}
      ${
        draft.notify === 'other' && saysAll(signIn)
          ? fields?.recipientFields(signIn, {
              recipient: draft.recipient,
              attempted,
              onRecipient: (change, name) =>
                onDraft(
                  (now) => ({ recipient: { ...now.recipient, ...change } }),
                  `recipient ${name}`,
                ),
            })
          : nothing
      }
    </fieldset>
    <fieldset class="card payer" role="radiogroup" aria-label=${t('payer')}>
      <h3 aria-hidden="true">${t('payer')}</h3>
      ${choice('payer', 'firm', t('payer.firm'), draft.payer, () =>
        onDraft(() => ({ payer: 'firm' })),
      )}
      <p class="muted hint">${whoAmI.firm.name}</p>
      ${choice('payer', 'owner', t('payer.owner'), draft.payer, () =>
        onDraft(() => ({ payer: 'owner' })),
      )}
      <p class="muted hint">${t('payer.owner.hint')}</p>
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

/** Whether a party is declared by hand, or a row has settings of its own. */
export function needsPartyFields({ invoiceTo, notify, rows }: Draft): boolean {
  return (
    invoiceTo === 'other' ||
    notify === 'other' ||
    rows.some((row) => row.payer || row.invoiceParty || row.recipientEmail)
  );
}
