import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { newId } from '../database/id.ts';
import type { GatewayName } from '../database/tables.ts';

/**
 * Keeps a message whose signature was right and that made no payment: a refusal, a wrong amount. The
 * same message again is counted.
 */
export async function keepGatewayMessage(
  context: Context,
  message: { gateway: GatewayName; raw: string; outcome: string },
): Promise<void> {
  const digest = createHash('sha256').update(message.raw).digest('hex');
  await context.db
    .insertInto('gateway_messages')
    .values({ id: newId(), ...message, digest, times: 1, received_at: context.now() })
    .onConflict((conflict) =>
      conflict
        .columns(['gateway', 'digest'])
        .doUpdateSet((set) => ({ times: set('gateway_messages.times', '+', 1) })),
    )
    .execute();
}
