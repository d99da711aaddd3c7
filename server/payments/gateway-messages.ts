import { createHash } from 'node:crypto';
import { isDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import { newId } from '../database/id.ts';
import type { Tx } from '../database/open.ts';
import type { GatewayName } from '../database/tables.ts';
import { operationsAddress } from '../operations/operations-address.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { PaymentEvidence } from './settle-payment.ts';

/** What operations look at: verified, and yet no payment came of it. */
export const ODD_OUTCOMES = ['amount_differs', 'amount_differs_suspected', 'unreadable'] as const;

/**
 * Keeps a message whose signature was right and that made no payment: a refusal, what cannot be read. The
 * same message again is counted.
 */
export async function keepGatewayMessage(
  context: Context,
  message: { gateway: GatewayName; raw: string; outcome: string },
): Promise<void> {
  await keep(context, { ...message, same: message.raw });
}

/**
 * Keeps what a gateway tells of money of another amount than was asked for, for a person to look at. What
 * it tells of one transaction is kept once, by message or when asked, in whatever words.
 */
export async function keepToldMoney(
  context: Context,
  evidence: PaymentEvidence,
  sessionId: string,
): Promise<void> {
  const { gateway, raw, transactionId, amount, suspectedFraud } = evidence;
  await keep(context, {
    gateway,
    raw,
    outcome: suspectedFraud ? 'amount_differs_suspected' : 'amount_differs',
    same: `amount_differs ${transactionId} ${amount}`,
    transaction_id: transactionId,
    // VNPay counts in hundredths: what is no whole dong can't be recorded as money.
    amount: isDong(amount) ? amount : null,
    payment_session_id: sessionId,
  });
}

async function keep(
  context: Context,
  {
    same,
    ...message
  }: {
    gateway: GatewayName;
    raw: string;
    outcome: string;
    /** What two messages have in common that say the same. */
    same: string;
    transaction_id?: string;
    amount?: number | null;
    payment_session_id?: string;
  },
): Promise<void> {
  const digest = createHash('sha256').update(same).digest('hex');
  await context.db.transaction().execute(async (tx) => {
    const { id, times } = await tx
      .insertInto('gateway_messages')
      .values({ id: newId(), ...message, digest, times: 1, received_at: context.now() })
      .onConflict((conflict) =>
        conflict
          .columns(['gateway', 'digest'])
          .doUpdateSet((set) => ({ times: set('gateway_messages.times', '+', 1) })),
      )
      .returning(['id', 'times'])
      .executeTakeFirstOrThrow();
    const isAboutMoney = message.payment_session_id !== undefined;
    if (times === 1 && isAboutMoney) await tellOperations(context, tx, id);
  });
}

/** Of money of another amount than was asked for, once. */
async function tellOperations(context: Context, tx: Tx, messageId: string): Promise<void> {
  const to = operationsAddress(context);
  if (to) await enqueue(tx, context.now(), [{ kind: 'gateway_message_odd', messageId, to }]);
}
