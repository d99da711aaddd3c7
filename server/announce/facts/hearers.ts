import { sumDong } from '../../../shared/money.ts';
import { bellTopic, listTopic, orderTopic } from '../../foundation/live-updates.ts';
import { orderTopics } from '../../orders/core/order-topics.ts';
import { ownerOf } from '../../orders/core/owner-of.ts';
import type { AuditEntry } from '../audit.ts';
import {
  delayed,
  type Hearers,
  ofAttempt,
  ofDigest,
  ofLines,
  ofOrder,
  refused,
  sent,
  summed,
} from './columns.ts';
import {
  cancelledEvents,
  extensionEvents,
  namesAndSum,
  paidEvents,
  refundDueEvents,
  refundMadeEvents,
} from './events.ts';
import type { Fact, FactOf, RefundMade } from './facts.ts';
import {
  cancelledMails,
  digestMails,
  dueSoonMails,
  heldMails,
  linkMails,
  operationsMails,
  ownLines,
  ownLinesAndAsked,
  refundDueMails,
  refundMadeMails,
  reminderMails,
  repricedMails,
  wholeOrOwn,
} from './mails.ts';

const NOBODY = { bell: null, mail: null, event: null, audit: null, live: null };

const OPERATIONS = { ...NOBODY, mail: sent(operationsMails) };

/** The addressees of each fact: a row for each fact, a column for each channel. */
export const HEARERS: { [Kind in Fact['kind']]: Hearers<FactOf<Kind>> } = {
  order_placed: {
    bell: ofLines('order_placed'),
    mail: refused(wholeOrOwn('order_placed')),
    event: (_, { lines }) => [{ type: 'order.placed', data: namesAndSum(lines) }],
    audit: ({ by, order, lines }) => {
      const details = { number: order.number, lines: lines.length, total: order.total };
      return ofOrder(order, by.accountantId, 'order.placed', details);
    },
    live: (order) => [bellTopic(ownerOf(order)), listTopic(ownerOf(order))],
  },
  order_cancelled: {
    bell: ofLines('order_cancelled'),
    mail: refused(cancelledMails),
    event: cancelledEvents,
    audit: (fact) => cancelledEntry('order.cancelled', fact),
    live: orderTopics,
  },
  order_lines_cancelled: {
    bell: ofLines('order_lines_cancelled'),
    mail: refused(cancelledMails),
    event: cancelledEvents,
    audit: (fact) => cancelledEntry('order.lines_cancelled', fact),
    live: orderTopics,
  },
  // The mail about the closed lines tells the order's recipient.
  lines_repriced: { ...NOBODY, mail: delayed(repricedMails) },
  order_expired: {
    bell: ofLines('order_expired'),
    mail: delayed(ownLinesAndAsked('order_expired')),
    event: (_, { lines }) => [{ type: 'order.expired', data: namesAndSum(lines) }],
    audit: ({ order, lines }) => {
      const details = { dueDate: order.due_date, lines: lines.length };
      return ofOrder(order, 'clock', 'order.expired', details);
    },
    live: orderTopics,
  },
  order_due_soon: {
    ...NOBODY,
    bell: ofLines('order_due_soon'),
    mail: delayed(dueSoonMails),
    live: (order) => [bellTopic(ownerOf(order))],
  },
  due_date_moved: {
    ...NOBODY,
    audit: ({ by, order, to }) =>
      ofOrder(order, by.accountantId, 'order.due_date_postponed', { from: order.due_date, to }),
    live: (order) => [orderTopic(order.id), listTopic(ownerOf(order))],
  },
  commitment_made: {
    bell: ofLines('commitment_made'),
    mail: refused(wholeOrOwn('commitment_made')),
    event: extensionEvents('license.extended'),
    audit: ({ by, order, payBy, lines }) =>
      ofOrder(order, by.accountantId, 'order.committed', { payBy, lines: lines.length }),
    live: orderTopics,
  },
  commitment_due_soon: {
    ...NOBODY,
    bell: ofLines('commitment_due_soon'),
    mail: delayed(wholeOrOwn('commitment_due_soon')),
    live: orderTopics,
  },
  commitment_lapsed: {
    bell: ofLines('commitment_lapsed'),
    mail: delayed(ownLines('commitment_lapsed')),
    event: extensionEvents('license.extension_ended'),
    audit: ({ order, lines }) =>
      ofOrder(order, 'clock', 'commitment.lapsed', { lines: lines.length }),
    live: orderTopics,
  },
  commitment_dropped: {
    ...NOBODY,
    bell: ofLines('commitment_lapsed'),
    // No mail: the mail about the closing of its lines includes it.
    event: extensionEvents('license.extension_ended'),
    live: orderTopics,
  },
  links_sent: {
    ...NOBODY,
    mail: sent(linkMails),
    audit: ({ by, order, links }) => {
      const details = { lines: links.map(({ lineId }) => lineId) };
      return ofOrder(order, by.accountantId, 'payment_links.sent', details);
    },
    live: (order) => [orderTopic(order.id)],
  },
  lines_reminded: {
    ...NOBODY,
    mail: sent(reminderMails),
    audit: ({ by, order, mails }) => {
      const details = { lines: mails.flatMap(({ lineIds }) => lineIds) };
      return ofOrder(order, by.accountantId, 'payment.reminded', details);
    },
    live: (order) => [orderTopic(order.id), listTopic(ownerOf(order))],
  },
  payer_changed: {
    ...NOBODY,
    audit: ({ by, order, payer, lineIds }) =>
      ofOrder(order, by.accountantId, 'order.payer_changed', { payer, lines: lineIds }),
    live: (order) => [orderTopic(order.id), listTopic(ownerOf(order))],
  },
  payment_unapplied: {
    ...NOBODY,
    bell: ofAttempt('payment_unapplied', ({ payment }) => payment.amount),
    mail: sent(heldMails),
    live: orderTopics,
  },
  lines_paid: {
    ...NOBODY,
    bell: ofLines('payment_received'),
    mail: summed(ownLinesAndAsked('payment_received')),
    event: paidEvents,
    live: orderTopics,
  },
  refund_due: {
    ...NOBODY,
    bell: ofAttempt('refund_due', ({ refunds }) => sumDong(refunds.map(({ amount }) => amount))),
    mail: sent(refundDueMails),
    event: refundDueEvents,
    live: orderTopics,
  },
  refund_made: {
    bell: ofAttempt('refund_made', ({ refund }) => refund.amount),
    mail: sent(refundMadeMails),
    event: refundMadeEvents,
    audit: refundEntry,
    live: orderTopics,
  },
  // Without an addressee.
  unmatched_refund_made: { ...NOBODY, audit: refundEntry },
  licenses_expiring: {
    ...NOBODY,
    bell: ofDigest('licenses_expiring'),
    mail: delayed(digestMails),
    audit: digestEntry,
  },
  payment_unmatched: OPERATIONS,
  refund_not_made: OPERATIONS,
  gateway_message_odd: OPERATIONS,
  mail_undeliverable: OPERATIONS,
  event_undeliverable: OPERATIONS,
};

function cancelledEntry(
  action: string,
  { by, order, reason, lines }: FactOf<'order_cancelled'> | FactOf<'order_lines_cancelled'>,
): AuditEntry {
  const details = { reason, lines: lines.map(({ id }) => id) };
  return ofOrder(order, by.accountantId, action, details);
}

function digestEntry({ digest, accountants }: FactOf<'licenses_expiring'>): AuditEntry {
  const { id: subjectId, portal_id: portalId, firm_id: firmId, license_count: licenses } = digest;
  return {
    portalId,
    firmId,
    actor: 'clock',
    action: 'licenses.expiry_told',
    subjectId,
    details: { licenses, accountants: accountants.length },
  };
}

function refundEntry({ by: actor, refund }: { by: string; refund: RefundMade }): AuditEntry {
  const { id: subjectId, amount } = refund;
  return {
    portalId: null,
    firmId: null,
    actor,
    action: 'refund.made',
    subjectId,
    details: { amount },
  };
}
