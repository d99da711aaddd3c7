import type { Recipient } from '../../../shared/party.ts';
import type { WhoAmI } from '../../../shared/schemas/sign-in.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import { ownerRows } from '../quote/place-input.ts';

/** Mails that leave when a draft is ordered, and mails that wait until the accountant sends them. */
export interface MailsOfOrder {
  /** The recipient of the mail with the whole order. */
  recipient: Pick<Recipient, 'name' | 'email'>;
  /** Addresses of single rows, each of which gets one mail with its own rows; and the number of these rows. */
  own: { mails: number; rows: number };
  /** Rows that the owners pay, and those of them whose customer has no address: nobody mails them yet. */
  owners: { rows: number; withoutEmail: number };
}

/** The server mails each address once; the order's recipient gets no second mail for a row of their own. */
export function mailsOfOrder(draft: Draft, whoAmI: WhoAmI): MailsOfOrder {
  const recipient = draft.notify === 'other' ? draft.recipient : whoAmI.accountant;
  const known = addressOf(recipient.email);
  const rows = filledRows(draft).filter(
    ({ recipientEmail }) => recipientEmail.trim() && addressOf(recipientEmail) !== known,
  );
  const owners = ownerRows(draft);
  return {
    recipient,
    own: {
      mails: new Set(rows.map(({ recipientEmail }) => addressOf(recipientEmail))).size,
      rows: rows.length,
    },
    owners: {
      rows: owners.length,
      withoutEmail: owners.filter(({ customer, recipientEmail }) => {
        return !recipientEmail.trim() && !customer?.email;
      }).length,
    },
  };
}

function addressOf(email: string): string {
  return email.trim().toLowerCase();
}
