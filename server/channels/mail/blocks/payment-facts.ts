import { formatInstant } from '../../../../shared/calendar-date.ts';
import { type Dong, formatDong } from '../../../../shared/money.ts';
import type { Reader } from '../../../database/db.ts';
import type { Tables } from '../../../database/tables.ts';
import type { Block } from '../document/mail-document.ts';
import type { Say } from '../texts/mail-texts.ts';

/** A payment's method, time, and the number by which its payer finds it on a statement. */
export type ReceivedMoney = Pick<Tables['payment_attempts'], 'method'> &
  Pick<Tables['payments'], 'received_at' | 'gateway_transaction_id' | 'bank_reference'>;

/** @param amount each payment's amount, where there are several */
export function paymentFacts(say: Say, money: ReceivedMoney, amount?: Dong): Block {
  return {
    kind: 'facts',
    facts: [
      ...(amount === undefined
        ? []
        : [[say('received'), formatDong(amount)] satisfies [string, string]]),
      [say('term.paymentMethod'), say(`method.${money.method}`)],
      [say('receivedAt'), formatInstant(money.received_at)],
      [say('transaction'), money.bank_reference ?? money.gateway_transaction_id],
    ],
  };
}

/** An attempt's lines, in the order's order. */
export async function readAttemptLines(
  reader: Reader,
  attemptId: string,
): Promise<Tables['order_lines'][]> {
  return await reader
    .selectFrom('payment_attempt_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
    .selectAll('order_lines')
    .where('payment_attempt_id', '=', attemptId)
    .orderBy('line_number')
    .execute();
}
