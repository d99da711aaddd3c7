import type { MailJob } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';

/** One item of news for operations. */
export interface News {
  kind: NewsKind;
  /** The money in question; null: none, or unknown. */
  amount: number | null;
  /** The distinguishing mark: a memo, an address, an order. */
  about: string;
}

export type NewsKind =
  | 'payment_unmatched'
  | 'possible_duplicate'
  | 'refund_due_operations'
  | 'refund_not_made'
  | 'gateway_message_odd'
  | 'mail_undeliverable'
  | 'event_undeliverable';

type Rows<Row> = ReadonlyMap<string, Row>;

/** The subjects of the jobs in their present state, by a handful of queries however many there are. */
export async function readNews(context: Context, jobs: readonly MailJob[]): Promise<News[]> {
  const idsOf = (name: string) =>
    jobs.flatMap((job) =>
      name in job ? [(job as unknown as Record<string, string>)[name] ?? ''] : [],
    );
  const payments = await readPayments(context, idsOf('paymentId'));
  const refunds = await readRefunds(context, idsOf('refundDueId'));
  const messages = await readMessages(context, idsOf('messageId'));
  return jobs.flatMap((job) => newsOf(job, payments, refunds, messages));
}

function newsOf(
  job: MailJob,
  payments: Rows<{ amount: number; memo: string; doubtful: string | null }>,
  refunds: Rows<{ amount: number; memo: string; number: string | null }>,
  messages: Rows<{ amount: number | null; number: string | null; transaction: string | null }>,
): News[] {
  switch (job.kind) {
    case 'payment_unmatched': {
      const payment = payments.get(job.paymentId);
      if (payment === undefined) return [];
      const kind = payment.doubtful === null ? job.kind : 'possible_duplicate';
      return [{ kind, amount: payment.amount, about: `«${payment.memo}»` }];
    }
    case 'refund_due_operations':
    case 'refund_not_made': {
      const refund = refunds.get(job.refundDueId);
      if (refund === undefined) return [];
      const about = refund.number ?? `«${refund.memo}»`;
      const error = job.kind === 'refund_not_made' ? `: ${job.error}` : '';
      return [{ kind: job.kind, amount: refund.amount, about: `${about}${error}` }];
    }
    case 'gateway_message_odd': {
      const message = messages.get(job.messageId);
      if (message === undefined) return [];
      const about = [message.number, message.transaction].filter(Boolean).join(' · ');
      return [{ kind: job.kind, amount: message.amount ?? 0, about }];
    }
    case 'mail_undeliverable':
      return [{ kind: job.kind, amount: null, about: `${job.mail.to}: ${job.mail.error}` }];
    case 'event_undeliverable':
      return [{ kind: job.kind, amount: null, about: `${job.event.portalId}: ${job.event.error}` }];
    default:
      return [];
  }
}

async function readPayments({ db }: Context, ids: readonly string[]) {
  const rows = await db
    .selectFrom('payments')
    .select(['id', 'amount', 'memo', 'possible_duplicate_of as doubtful'])
    .where(inList('id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function readRefunds({ db }: Context, ids: readonly string[]) {
  const rows = await db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select(['refunds_due.id', 'refunds_due.amount', 'payments.memo', 'orders.number'])
    .where(inList('refunds_due.id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function readMessages({ db }: Context, ids: readonly string[]) {
  const rows = await db
    .selectFrom('gateway_messages as messages')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'messages.payment_attempt_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select(['messages.id', 'messages.amount', 'transaction_id as transaction', 'orders.number'])
    .where(inList('messages.id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
