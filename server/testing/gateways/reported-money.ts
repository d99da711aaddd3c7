import type { PaymentEvidence } from '../../payments/core/payment-evidence.ts';
import { settlePayment } from '../../payments/settlement/settle-payment.ts';
import { NOW, type TestServer } from '../test-server.ts';

let last = 7_000_000;

/** Money as a reporter of the bank's movements reports it, with a number of its own. Returns the payment's id. */
export async function reportMoney(
  { context }: Pick<TestServer, 'context'>,
  change: Partial<PaymentEvidence> & { amount: number },
): Promise<string> {
  const transactionId = String(++last);
  await settlePayment(context, {
    gateway: 'sepay',
    references: [],
    memo: `noi dung ${transactionId}`,
    bankReference: null,
    raw: `{"id":${transactionId}}`,
    toldAt: { text: '', at: NOW },
    suspectedFraud: false,
    ...change,
    transactionId,
  });
  const { id } = await context.db
    .selectFrom('payments')
    .select('id')
    .where('gateway_transaction_id', '=', transactionId)
    .executeTakeFirstOrThrow();
  return id;
}
