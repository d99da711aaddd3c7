import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { newId } from '../database/id.ts';
import type { Tx } from '../database/open.ts';
import type { GatewayName } from '../database/tables.ts';
import { operationsAddress } from '../operations/operations-address.ts';
import { enqueue } from '../outbox/enqueue.ts';

interface KeptMessage {
  gateway: GatewayName;
  raw: string;
  outcome: string;
  /** Of money of another amount than was asked for. */
  payment_session_id?: string;
  transaction_id?: string;
  amount?: number;
}

/**
 * Keeps a message whose signature was right and that made no payment: a refusal, a wrong amount. The
 * same message again is counted. Operations are told of a wrong amount, once.
 */
export async function keepGatewayMessage(context: Context, message: KeptMessage): Promise<void> {
  const digest = createHash('sha256').update(message.raw).digest('hex');
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
    if (times === 1 && message.outcome === 'amount_differs') await tellOperations(context, tx, id);
  });
}

async function tellOperations(context: Context, tx: Tx, messageId: string): Promise<void> {
  const to = operationsAddress(context);
  if (to) await enqueue(tx, context.now(), [{ kind: 'gateway_message_odd', messageId, to }]);
}
