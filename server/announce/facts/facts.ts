import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { Dong } from '../../../shared/money.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import type { Actor } from '../../context/context.ts';
import type { Tables } from '../../database/tables.ts';
import type { LineLink } from '../../orders/core/line-links.ts';
import type { MailAddress, MailJob } from '../outbox/job.ts';

type Order = Tables['orders'];
type Attempt = Tables['payment_attempts'];
type Payment = Tables['payments'];
type RefundDue = Tables['refunds_due'];
type Digest = Tables['expiry_digests'];
type Accountant = Tables['accountants'];

/** The parts of a line that decide its addressees. */
export type ToldLine = Pick<
  Tables['order_lines'],
  'id' | 'total' | 'customer_name' | 'recipient_email'
>;

/** A line whose customer and licence an event names. */
export type NamedLine = ToldLine & Pick<Tables['order_lines'], 'tax_code' | 'license_external_id'>;

/** A line of a reminder, with its customer's contact. */
export type RemindedLine = ToldLine &
  Pick<Tables['order_lines'], 'payer'> & { contact_name: string };

/** Lines of an order to which something happened; in the order's own order. */
interface OfLines<Line = NamedLine> {
  order: Order;
  lines: readonly Line[];
}

interface Cancelled extends OfLines {
  by: Actor;
  reason: string;
  /** The number of lines that got dearer, and the total left to pay. */
  repriced: { count: number; due: Dong };
}

interface LinesPaid extends OfLines {
  kind: 'lines_paid';
  attempt: Attempt;
  payment: Payment;
  /** Nothing of the order is left to pay since. */
  completes: boolean;
}

/**
 * A fact that concerns others than the person who caused it. A use case announces it; its addressees and channels are
 * in one table: {@link HEARERS}.
 */
export type Fact =
  | ({ kind: 'order_placed'; by: Actor } & OfLines)
  /** All unpaid lines of an order. */
  | ({ kind: 'order_cancelled' } & Cancelled)
  /** Some of the unpaid lines. */
  | ({ kind: 'order_lines_cancelled' } & Cancelled)
  /** Unpaid lines got dearer as others were closed; by line, the total that it had before. */
  | { kind: 'lines_repriced'; order: Order; former: ReadonlyMap<string, Dong> }
  | ({ kind: 'order_expired' } & OfLines)
  | ({ kind: 'order_due_soon'; links: ReadonlyMap<string, LineLink> } & OfLines<RemindedLine>)
  | { kind: 'due_date_moved'; by: Actor; order: Order; to: CalendarDate }
  | ({ kind: 'commitment_made'; by: Actor; payBy: CalendarDate } & OfLines<ToldLine>)
  | ({ kind: 'commitment_due_soon' } & OfLines<ToldLine>)
  /** The date of a commitment has passed. */
  | ({ kind: 'commitment_lapsed' } & OfLines<ToldLine>)
  /** The lines of a commitment were closed. */
  | ({ kind: 'commitment_dropped' } & OfLines<ToldLine>)
  | { kind: 'links_sent'; by: Actor; order: Order; links: readonly SentLink[] }
  /** Owners were asked again, by a person, for what is unpaid. */
  | { kind: 'lines_reminded'; by: Actor; order: Order; mails: readonly Reminder[] }
  | { kind: 'payer_changed'; by: Actor; order: Order; payer: PayerKind; lineIds: readonly string[] }
  /** Unapplied money: an underpayment, or suspected of fraud. */
  | { kind: 'payment_unapplied'; order: Order; attempt: Attempt; payment: Payment }
  | LinesPaid
  /** Money that no line could take. */
  | { kind: 'refund_due'; order: Order; attempt: Attempt; refunds: readonly RefundDue[] }
  | { kind: 'refund_made'; by: string; order: Order; attempt: Attempt; refund: RefundMade }
  /** Money that matched no order. */
  | { kind: 'unmatched_refund_made'; by: string; refund: RefundMade }
  /** A firm's licences end soon, and nobody has ordered their renewal. */
  | {
      kind: 'licenses_expiring';
      digest: Digest;
      /** The customer whose licence ends first. */
      customerName: string;
      accountants: readonly Accountant[];
    }
  | ForOperations;

/** A matter for the vendor's operations. */
export type ForOperations = {
  [Kind in OperationsKind]: Omit<Extract<MailJob, { kind: Kind }>, 'to'>;
}[OperationsKind];

type OperationsKind =
  /** Money that names no attempt, or several. */
  | 'payment_unmatched'
  /** A refund that a gateway refused, or left unclear. */
  | 'refund_not_made'
  /** A gateway's odd message about money. */
  | 'gateway_message_odd'
  | 'mail_undeliverable'
  | 'event_undeliverable';

/** A link to pay one line, mailed to its owner. */
export interface SentLink {
  linkId: string;
  lineId: string;
  to: MailAddress;
}

/** One address's unpaid lines of an order. */
export interface Reminder {
  to: MailAddress;
  lineIds: readonly string[];
}

export interface RefundMade {
  id: string;
  paymentId: string;
  amount: Dong;
  reference: string | null;
}

export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;
