import {
  cleanInvoiceParty,
  cleanRecipient,
  type InvoiceParty,
  invoicePartyProblems,
  type Recipient,
  recipientProblems,
} from '../../../shared/party.ts';
import { type Draft, EMPTY_PARTY } from './draft.ts';

/** Number of invalid fields of parties declared by hand. */
export function countPartyProblems({ invoiceTo, party, notify, recipient }: Draft): number {
  const inParty = invoiceTo === 'other' ? Object.keys(partyProblems(party)).length : 0;
  const inRecipient =
    notify === 'other' ? Object.keys(recipientFieldProblems(recipient)).length : 0;
  return inParty + inRecipient;
}

export function partyProblems(party: InvoiceParty) {
  return invoicePartyProblems(cleanInvoiceParty({ ...EMPTY_PARTY, ...party }));
}

export function recipientFieldProblems(recipient: Recipient) {
  return recipientProblems(cleanRecipient(recipient));
}
