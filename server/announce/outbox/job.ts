import { jsonColumn } from '../../database/json-column.ts';
import type { Tables } from '../../database/tables.ts';
import type { HostEvent } from './host-event.ts';

export interface MailAddress {
  name: string;
  email: string;
}

/** Work to be done after the commit, and repeated until it succeeds. */
export type Job =
  | MailJob
  | { kind: 'refund_payment'; refundId: string }
  | { kind: 'host_event'; portalId: string; event: HostEvent };

/**
 * A mail to leave after the commit. One mail has one addressee, so that a bounced address mails nobody else again. A
 * mail is rendered when it leaves, from the database's state then.
 */
export type MailJob =
  /** `lineIds`: the addressee's own lines; null: the whole order. */
  | { kind: 'order_placed'; orderId: string; to: MailAddress; lineIds: string[] | null }
  /** `lineIds`: the paid lines that concern the addressee. */
  | {
      kind: 'payment_received';
      orderId: string;
      to: MailAddress;
      lineIds: string[];
      /** The number of payments summed up; missing: one. */
      payments?: number;
    }
  | { kind: 'payment_unapplied'; orderId: string; to: MailAddress; attemptId: string }
  | { kind: 'refund_due'; orderId: string; to: MailAddress; refundDueId: string }
  | { kind: 'refund_made'; orderId: string; to: MailAddress; refundDueId: string }
  /** One line's owner gets the link to pay it. */
  | { kind: 'payment_link'; orderId: string; linkId: string; to: MailAddress }
  /** `lineIds`: the cancelled lines: all unpaid ones, or some. */
  | {
      kind: 'order_cancelled' | 'order_lines_cancelled';
      orderId: string;
      to: MailAddress;
      lineIds: string[];
      reason: string;
      /** The person who cancelled and gave the reason; missing in waiting mails of an older version. */
      by?: string;
      /** The number of lines with a new price, and the total left to pay; missing where none has. */
      repriced?: { count: number; due: number };
    }
  /** To an owner: the lines to pay that got dearer, each with its former total in dong. */
  | {
      kind: 'lines_repriced';
      orderId: string;
      to: MailAddress;
      lines: { lineId: string; former: number }[];
    }
  /** `lineIds`: the lines that nobody had paid by the due date. */
  | { kind: 'order_expired'; orderId: string; to: MailAddress; lineIds: string[] }
  /** `lineIds`: as with `order_placed`. */
  | { kind: 'order_due_soon'; orderId: string; to: MailAddress; lineIds: string[] | null }
  /** To the owner of one line, who was mailed the link to pay it. */
  | { kind: 'line_due_soon'; orderId: string; lineId: string; to: MailAddress }
  /** `lineIds`: as with `order_placed`. */
  | {
      kind: 'commitment_made' | 'commitment_due_soon';
      orderId: string;
      to: MailAddress;
      lineIds: string[] | null;
    }
  /** `lineIds`: the lines whose licences fall back to their paid expiry. */
  | { kind: 'commitment_lapsed'; orderId: string; to: MailAddress; lineIds: string[] }
  /** A firm's licences that end soon, to one of its accountants; `accountantId` is our own. */
  | {
      kind: 'licenses_expiring';
      digestId: string;
      portalId: string;
      firmId: string;
      accountantId: string;
      to: MailAddress;
    }
  /** To the vendor's operations: unmatched money. */
  | { kind: 'payment_unmatched'; paymentId: string; to: MailAddress }
  | { kind: 'refund_due_operations'; refundDueId: string; to: MailAddress }
  | {
      kind: 'refund_not_made';
      refundDueId: string;
      state: 'failed' | 'unclear';
      error: string;
      to: MailAddress;
    }
  | { kind: 'gateway_message_odd'; messageId: string; to: MailAddress }
  | {
      kind: 'mail_undeliverable';
      to: MailAddress;
      mail: { kind: string; to: string; tries: number; error: string };
    }
  | {
      kind: 'event_undeliverable';
      to: MailAddress;
      event: { portalId: string; type: string; tries: number; error: string };
    };

/** A mail of these kinds. */
export type MailJobOf<Kind extends MailJob['kind']> = Extract<MailJob, { kind: Kind }>;

type Payload = Omit<Job, 'kind'>;

/** `outbox.payload`: a job but for its kind, which has a column of its own. */
const payloadColumn = jsonColumn<Payload>();

/** A job of the outbox. */
export function jobOf(row: Pick<Tables['outbox'], 'kind' | 'payload'>): Job {
  return { kind: row.kind, ...payloadColumn.decode(row.payload) } as Job;
}

/** The columns that hold a job. */
export function rowOf({ kind, ...payload }: Job): Pick<Tables['outbox'], 'kind' | 'payload'> {
  return { kind, payload: payloadColumn.encode(payload) };
}
