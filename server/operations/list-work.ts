import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../domain-error.ts';
import { type Guess, guessOrders } from './guess-orders.ts';
import { listOddMessages, type OddMessage } from './odd-messages.ts';

/** What waits for a person. Each list shows the oldest first, and at most so many. */
const MOST = 100;

export type RefundWork = Awaited<ReturnType<typeof listRefunds>>[number];
export type HeldWork = Tables['payments'] & { orderNumber: string | null; guesses: Guess[] };

export interface Work {
  /** Money that matched nothing, with what it may be for, and money suspected of fraud. */
  held: HeldWork[];
  /** Refunds that are due or under way. */
  refunds: RefundWork[];
  /** Mails, events and refunds that were given up. */
  dead: Tables['outbox'][];
  /** Verified messages of which no payment came. */
  oddMessages: OddMessage[];
}

export async function listWork(context: Context): Promise<Work> {
  const { db } = context;
  const held = await db
    .selectFrom('payments')
    .leftJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .leftJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .selectAll('payments')
    .select('orders.number as orderNumber')
    .where('hold_reason', 'in', ['unmatched', 'suspected_fraud'])
    .orderBy('received_at')
    .limit(MOST)
    .execute();
  const dead = await db
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'dead')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  const guessed: HeldWork[] = [];
  for (const payment of held) {
    const guesses = payment.hold_reason === 'unmatched' ? await guessOrders(db, payment) : [];
    guessed.push({ ...payment, guesses });
  }
  return {
    held: guessed,
    refunds: await listRefunds(context),
    dead,
    oddMessages: await listOddMessages(context, MOST),
  };
}

async function listRefunds({ db }: Context) {
  return await db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .leftJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .leftJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .leftJoin('refunds', (join) =>
      join
        .onRef('refunds.refund_due_id', '=', 'refunds_due.id')
        .on('refunds.state', 'in', ['pending', 'unclear']),
    )
    .select([
      'refunds_due.id',
      'refunds_due.amount',
      'refunds_due.reason',
      'refunds_due.state',
      'refunds_due.created_at as createdAt',
      'payments.gateway',
      'payments.gateway_transaction_id as transactionId',
      'payments.memo',
      'payment_sessions.method',
      'orders.number as orderNumber',
      'orders.recipient_name as recipientName',
      'orders.recipient_email as recipientEmail',
      'refunds.state as refundState',
      'refunds.error',
    ])
    .where('refunds_due.state', '<>', 'refunded')
    .orderBy('refunds_due.id')
    .limit(MOST)
    .execute();
}

/**
 * Lets what was given up be tried once more.
 *
 * @throws DomainError NOT_FOUND when it is not given up, or not any more
 */
export async function retryOutbox(
  context: Context,
  operator: string,
  { jobId }: { jobId: string },
): Promise<void> {
  const now = context.now();
  await context.db.transaction().execute(async (tx) => {
    const job = await tx
      .updateTable('outbox')
      .set({ state: 'pending', attempts: 0, run_at: now, locked_until: 0 })
      .where('id', '=', jobId)
      .where('state', '=', 'dead')
      .returning(['kind', 'payload'])
      .executeTakeFirst();
    if (job === undefined) throw new DomainError('NOT_FOUND');
    // By the same id, by which the gateway knows it; not where a person has settled the matter since.
    if (job.kind === 'refund_payment') {
      await tx
        .updateTable('refunds')
        .set({ state: 'pending', error: null })
        .where('id', '=', (JSON.parse(job.payload) as { refundId: string }).refundId)
        .where('state', '=', 'unclear')
        .execute();
    }
    await audit(tx, {
      at: now,
      portalId: null,
      firmId: null,
      actor: operator,
      action: 'outbox.retried',
      subjectId: jobId,
      details: { kind: job.kind },
    });
  });
}
