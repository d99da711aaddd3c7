import type { Tables } from '../../database/tables.ts';
import type { Job } from './job.ts';

export type LaneName = Tables['outbox']['lane'];

/** The most jobs of a lane under way at a time, and the most of one tenant. */
interface Lane {
  atATime: number;
  /** Below `atATime`, so that another tenant's job starts at once, however many jobs the first has. */
  ofOneTenant: number;
}

/**
 * The lanes by which jobs leave: none waits for another. Jobs of one tenant wait for each other.
 *
 * | lane               | what leaves by it                                     | tenant      |
 * | ------------------ | ----------------------------------------------------- | ----------- |
 * | `refunds`          | refunds through a gateway                             | the gateway |
 * | `events`           | events for portals' backends                          | the portal  |
 * | `money_mails`      | mails that money causes: receipts, refunds, shortfalls | the firm    |
 * | `order_mails`      | mails that people and the calendar cause              | the firm    |
 * | `operations_mails` | mails to the vendor's operations                      | none        |
 */
export const LANES = {
  refunds: { atATime: 6, ofOneTenant: 2 },
  events: { atATime: 10, ofOneTenant: 2 },
  money_mails: { atATime: 3, ofOneTenant: 2 },
  order_mails: { atATime: 3, ofOneTenant: 2 },
  operations_mails: { atATime: 1, ofOneTenant: 1 },
} as const satisfies Record<LaneName, Lane>;

export const LANE_NAMES = Object.keys(LANES) as LaneName[];

/** Lanes whose jobs go to the mail server. */
export const MAIL_LANES = ['money_mails', 'order_mails', 'operations_mails'] as const;

/** One connection for each mail that may be under way: no lane waits for another's. */
export const MAIL_CONNECTIONS = MAIL_LANES.reduce((sum, name) => sum + LANES[name].atATime, 0);

const LANE_OF: Record<Job['kind'], LaneName> = {
  refund_payment: 'refunds',
  host_event: 'events',
  payment_received: 'money_mails',
  payment_unapplied: 'money_mails',
  refund_due: 'money_mails',
  refund_made: 'money_mails',
  order_placed: 'order_mails',
  payment_link: 'order_mails',
  order_cancelled: 'order_mails',
  order_lines_cancelled: 'order_mails',
  lines_repriced: 'order_mails',
  order_expired: 'order_mails',
  order_due_soon: 'order_mails',
  line_due_soon: 'order_mails',
  commitment_made: 'order_mails',
  commitment_due_soon: 'order_mails',
  commitment_lapsed: 'order_mails',
  licenses_expiring: 'order_mails',
  payment_unmatched: 'operations_mails',
  refund_due_operations: 'operations_mails',
  refund_not_made: 'operations_mails',
  gateway_message_odd: 'operations_mails',
  mail_undeliverable: 'operations_mails',
  event_undeliverable: 'operations_mails',
};

export function laneOf(kind: Job['kind']): LaneName {
  return LANE_OF[kind];
}
