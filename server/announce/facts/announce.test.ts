import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import type { MailJob } from '../outbox/job.ts';
import { MAILS_AN_HOUR } from '../outbox/limit-mails.ts';
import { announce } from './announce.ts';
import type { Fact, FactOf } from './facts.ts';
import { HEARERS } from './hearers.ts';

const OWNER = 'chu.doanh.nghiep@kh.example';
const RECIPIENT = 'ketoan@minhphat.example';
const NAMES: Record<string, string> = {
  [RECIPIENT]: 'recipient',
  [OWNER]: 'owner',
  'operations@vendor.example': 'operations',
};

/** The traces of a fact; a missing kind means none. */
interface Told {
  bell?: string;
  mail?: string[];
  event?: string[];
  audit?: string;
  live?: string[];
}

const PAGES = ['order', 'list', 'bell'];
const both = (kind: MailJob['kind']) => [`${kind}: recipient`, `${kind}: owner`];

/** The second line of the order has an owner of its own, who pays it. */
const TOLD: Record<Fact['kind'], Told> = {
  order_placed: {
    bell: 'order_placed 2 lines 5900000',
    mail: both('order_placed'),
    event: ['order.placed'],
    audit: 'order.placed by accountant-1',
    live: ['bell', 'list'],
  },
  order_cancelled: {
    bell: 'order_cancelled 2 lines 5900000',
    mail: ['order_cancelled: recipient', 'order_lines_cancelled: owner'],
    event: ['order.cancelled'],
    audit: 'order.cancelled by accountant-1',
    live: PAGES,
  },
  order_lines_cancelled: {
    bell: 'order_lines_cancelled 2 lines 5900000',
    mail: both('order_lines_cancelled'),
    event: ['order.cancelled'],
    audit: 'order.lines_cancelled by accountant-1',
    live: PAGES,
  },
  lines_repriced: { mail: ['lines_repriced: owner'] },
  order_expired: {
    bell: 'order_expired 2 lines 5900000',
    mail: both('order_expired'),
    event: ['order.expired'],
    audit: 'order.expired by clock',
    live: PAGES,
  },
  order_due_soon: {
    bell: 'order_due_soon 2 lines 5900000',
    mail: both('order_due_soon'),
    live: ['bell'],
  },
  due_date_moved: { audit: 'order.due_date_postponed by accountant-1', live: ['order', 'list'] },
  commitment_made: {
    bell: 'commitment_made 2 lines 5900000',
    mail: both('commitment_made'),
    event: ['license.extended'],
    audit: 'order.committed by accountant-1',
    live: PAGES,
  },
  commitment_due_soon: {
    bell: 'commitment_due_soon 2 lines 5900000',
    mail: both('commitment_due_soon'),
    live: PAGES,
  },
  commitment_lapsed: {
    bell: 'commitment_lapsed 2 lines 5900000',
    mail: both('commitment_lapsed'),
    event: ['license.extension_ended'],
    audit: 'commitment.lapsed by clock',
    live: PAGES,
  },
  commitment_dropped: {
    bell: 'commitment_lapsed 2 lines 5900000',
    event: ['license.extension_ended'],
    live: PAGES,
  },
  links_sent: {
    mail: ['payment_link: owner'],
    audit: 'payment_links.sent by accountant-1',
    live: ['order'],
  },
  lines_reminded: {
    mail: ['line_due_soon: owner'],
    audit: 'payment.reminded by accountant-1',
    live: ['order', 'list'],
  },
  payer_changed: { audit: 'order.payer_changed by accountant-1', live: ['order', 'list'] },
  payment_unapplied: {
    bell: 'payment_unapplied 2 lines 5901000',
    mail: ['payment_unapplied: recipient'],
    live: PAGES,
  },
  lines_paid: {
    bell: 'payment_received 2 lines 5900000',
    mail: both('payment_received'),
    event: ['payment.received', 'license.renewed', 'invoice.requested'],
    live: PAGES,
  },
  refund_due: {
    bell: 'refund_due 2 lines 1000',
    mail: ['refund_due: recipient', 'refund_due_operations: operations'],
    event: ['refund.due'],
    live: PAGES,
  },
  refund_made: {
    bell: 'refund_made 2 lines 1000',
    mail: ['refund_made: recipient'],
    event: ['refund.made'],
    audit: 'refund.made by operations',
    live: PAGES,
  },
  unmatched_refund_made: { audit: 'refund.made by operations' },
  licenses_expiring: {
    bell: 'licenses_expiring 7 lines 0',
    mail: ['licenses_expiring: recipient'],
    audit: 'licenses.expiry_told by clock',
    live: ['bell', 'bell'],
  },
  payment_unmatched: { mail: ['payment_unmatched: operations'] },
  refund_not_made: { mail: ['refund_not_made: operations'] },
  gateway_message_odd: { mail: ['gateway_message_odd: operations'] },
  mail_undeliverable: { mail: ['mail_undeliverable: operations'] },
  event_undeliverable: { mail: ['event_undeliverable: operations'] },
};

describe('a fact', () => {
  let server: TestServer;
  let client: Client;
  let facts: { [Kind in Fact['kind']]: FactOf<Kind> };

  before(async () => {
    const codes = taxCodes(2);
    ({ server, client } = await openFirm(codes));
    const { db } = server.context;
    await db.updateTable('portals').set({ webhook_url: 'https://portal.example/hook' }).execute();
    facts = await happened(codes);
  });
  after(() => server.stop());

  /** An order of two lines, paid with 1,000 dong too much, about which each fact can be announced. */
  async function happened(codes: string[]): Promise<typeof facts> {
    const { db } = server.context;
    const input = await orderOf(client, codes);
    const lines = input.lines.map((line, index) =>
      index === 1 ? { ...line, recipientEmail: OWNER, payer: 'owner' as const } : line,
    );
    const { id } = await client.orders.place.mutate({ ...input, lines });
    const transfer = await startTransfer(client, id);
    await reportTransfer(server, { ...transfer, amount: transfer.amount + 1_000 });
    const order = await db.selectFrom('orders').selectAll().executeTakeFirstOrThrow();
    const attempt = await db.selectFrom('payment_attempts').selectAll().executeTakeFirstOrThrow();
    const payment = await db.selectFrom('payments').selectAll().executeTakeFirstOrThrow();
    const refunds = await db.selectFrom('refunds_due').selectAll().execute();
    const rows = await db.selectFrom('order_lines').selectAll().orderBy('line_number').execute();
    await db.insertInto('payment_commitments').values(rows.map(commitmentOf)).execute();
    const all = factsOf(order, rows, attempt, payment, refunds);
    await db.insertInto('expiry_digests').values(all.licenses_expiring.digest).execute();
    return all;
  }

  /** Announces the fact, and undoes its traces. */
  async function told(fact: Fact): Promise<Told> {
    const afterwards: Parameters<Work['afterCommit']>[0][] = [];
    let left: Told = {};
    const undo = new Error('undo');
    const telling = inTransaction(server.context, async (work) => {
      await clear(work);
      await announce({ ...work, afterCommit: (deed) => afterwards.push(deed) }, fact);
      left = await leftBy(work);
      throw undo;
    });
    await assert.rejects(telling, undo);
    const publish = mock.method(server.context.live, 'publish', () => {});
    for (const deed of afterwards) deed(server.context);
    publish.mock.restore();
    const live = publish.mock.calls.flatMap(({ arguments: topics }) =>
      topics.map((topic) => topic.split(':')[0] ?? ''),
    );
    return live.length > 0 ? { ...left, live } : left;
  }

  for (const kind of Object.keys(TOLD) as Fact['kind'][]) {
    it(`the fact “${kind}” reaches the addressees in the table, and nobody else`, async () => {
      assert.deepEqual(await told(facts[kind]), TOLD[kind]);
    });
  }

  it('every kind of fact has a row of the table, and every row a fact', () => {
    assert.deepEqual(Object.keys(HEARERS).toSorted(), Object.keys(TOLD).toSorted());
  });

  it('a fact caused by a person is refused beyond the limits on mails, and others are not', async () => {
    const { db } = server.context;
    await db.updateTable('mail_counts').set({ mails: MAILS_AN_HOUR.portal }).execute();
    for (const kind of ['order_placed', 'order_cancelled', 'commitment_made'] as const) {
      await assert.rejects(
        inTransaction(server.context, (work) => announce(work, facts[kind])),
        { code: 'TOO_MANY_REQUESTS' },
        kind,
      );
    }
    assert.deepEqual((await told(facts.order_expired)).mail, both('order_expired'));
    assert.deepEqual((await told(facts.lines_paid)).mail, both('payment_received'));
  });

  it('a fact is no event for a portal without a webhook', async () => {
    const { db } = server.context;
    await db.updateTable('portals').set({ webhook_url: null }).execute();
    const { event: _, ...others } = TOLD.lines_paid;
    assert.deepEqual(await told(facts.lines_paid), others);
  });
});

async function clear({ tx }: Work): Promise<void> {
  for (const table of ['notifications', 'outbox', 'audit_log'] as const) {
    await tx.deleteFrom(table).execute();
  }
}

async function leftBy({ tx }: Work): Promise<Told> {
  const [bell] = await tx.selectFrom('notifications').selectAll().execute();
  const outbox = await tx.selectFrom('outbox').selectAll().orderBy('id').execute();
  const [entry] = await tx.selectFrom('audit_log').selectAll().execute();
  const event = outbox
    .filter(({ kind }) => kind === 'host_event')
    .map(({ payload }) => JSON.parse(payload).event.type);
  const mail = outbox
    .filter(({ kind }) => kind !== 'host_event')
    .map(({ kind, payload }) => `${kind}: ${NAMES[JSON.parse(payload).to.email]}`);
  return {
    ...(bell && { bell: `${bell.kind} ${bell.line_count} lines ${bell.amount}` }),
    ...(mail.length > 0 && { mail }),
    ...(event.length > 0 && { event }),
    ...(entry && { audit: `${entry.action} by ${entry.actor}` }),
  };
}

function commitmentOf(line: Tables['order_lines']) {
  return {
    order_line_id: line.id,
    order_id: line.order_id,
    license_id: line.license_id,
    first_fiscal_year: line.first_fiscal_year,
    pay_by: '2027-01-10',
    old_expiry: '2026-12-31',
    temporary_expiry: '2027-01-10',
    state: 'kept' as const,
    created_at: NOW,
    reminded_at: null,
    ended_at: NOW,
    paid_since: null,
  };
}

/** The order's accountant, and a namesake who wants no mail. */
function accountantWith(order: Tables['orders'], mails: 0 | 1): Tables['accountants'] {
  return {
    ...{ id: newId(), portal_id: order.portal_id, firm_id: order.firm_id, name: '' },
    ...{ external_id: mails ? order.accountant_id : 'other', email: RECIPIENT },
    ...{ locale: 'vi', seen_at: NOW, expiry_mails: mails },
  };
}

function factsOf(
  order: Tables['orders'],
  rows: Tables['order_lines'][],
  attempt: Tables['payment_attempts'],
  payment: Tables['payments'],
  refunds: Tables['refunds_due'][],
): { [Kind in Fact['kind']]: FactOf<Kind> } {
  const { portal_id: portalId, firm_id: firmId, accountant_id: accountantId } = order;
  const by = {
    ...{ portalId, firmId, accountantId, portalName: '', firmName: 'Minh Phát', name: 'Lan' },
    ...{ email: '', phone: '', until: NOW },
  };
  const ofLines = { order, lines: rows };
  const cancelled = { by, ...ofLines, reason: 'Đóng cửa', repriced: { count: 0, due: 0 } };
  const lineId = rows[1]?.id ?? '';
  const links = [{ linkId: 'link', lineId, to: { name: '', email: OWNER } }];
  const [due] = refunds;
  const refund = { id: due?.id ?? '', paymentId: payment.id, amount: 1_000, reference: 'FT1' };
  const failed = { tries: 20, error: '550' };
  return {
    order_placed: { kind: 'order_placed', by, ...ofLines },
    order_cancelled: { kind: 'order_cancelled', ...cancelled },
    order_lines_cancelled: { kind: 'order_lines_cancelled', ...cancelled },
    lines_repriced: {
      ...{ kind: 'lines_repriced', order },
      former: new Map(rows.map((row) => [row.id, row.total - 1])),
    },
    order_expired: { kind: 'order_expired', ...ofLines },
    order_due_soon: {
      kind: 'order_due_soon',
      order,
      lines: rows.map((row) => ({ ...row, contact_name: 'Trần Văn Bình' })),
      links: new Map(),
    },
    due_date_moved: { kind: 'due_date_moved', by, order, to: '2027-01-10' },
    commitment_made: { kind: 'commitment_made', by, ...ofLines, payBy: '2027-01-10' },
    commitment_due_soon: { kind: 'commitment_due_soon', ...ofLines },
    commitment_lapsed: { kind: 'commitment_lapsed', ...ofLines },
    commitment_dropped: { kind: 'commitment_dropped', ...ofLines },
    links_sent: { kind: 'links_sent', by, order, links },
    lines_reminded: {
      ...{ kind: 'lines_reminded', by, order },
      mails: [{ to: { name: '', email: OWNER }, lineIds: [lineId] }],
    },
    payer_changed: { kind: 'payer_changed', by, order, payer: 'owner', lineIds: [lineId] },
    payment_unapplied: { kind: 'payment_unapplied', order, attempt, payment },
    lines_paid: { kind: 'lines_paid', attempt, payment, completes: true, ...ofLines },
    refund_due: { kind: 'refund_due', attempt, refunds, ...ofLines },
    refund_made: { kind: 'refund_made', by: 'operations', order, attempt, refund },
    unmatched_refund_made: { kind: 'unmatched_refund_made', by: 'operations', refund },
    licenses_expiring: {
      kind: 'licenses_expiring',
      digest: {
        ...{ id: newId(), portal_id: portalId, firm_id: firmId, day: '2026-11-23' },
        ...{ license_count: 7, created_at: NOW },
      },
      customerName: 'Đại Phát',
      accountants: [accountantWith(order, 1), accountantWith(order, 0)],
    },
    payment_unmatched: { kind: 'payment_unmatched', paymentId: payment.id },
    refund_not_made: {
      ...{ kind: 'refund_not_made', refundDueId: refund.id, state: 'failed', error: 'closed' },
    },
    gateway_message_odd: { kind: 'gateway_message_odd', messageId: 'message' },
    mail_undeliverable: {
      kind: 'mail_undeliverable',
      mail: { kind: 'order_placed', to: OWNER, ...failed },
    },
    event_undeliverable: {
      kind: 'event_undeliverable',
      event: { portalId, type: 'order.placed', ...failed },
    },
  };
}
