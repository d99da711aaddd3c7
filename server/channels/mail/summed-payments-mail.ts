import { formatDate } from '../../../shared/calendar-date.ts';
import { type Dong, formatDong, sumDong } from '../../../shared/money.ts';
import { receiptUrl } from '../../addresses/document-urls.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import { SUM_PAUSE_MS } from '../../announce/outbox/sum-payments.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import { countCustomers } from '../../orders/core/count-customers.ts';
import { greeting, type MailOrder } from './blocks/order-lines.ts';
import { orderPageUrl } from './blocks/portal-page.ts';
import { signOff } from './blocks/sign-off.ts';
import type { Unpaid } from './blocks/unpaid-lines.ts';
import type { Block, MailDocument, Table } from './document/mail-document.ts';
import { type Say, sayIn } from './texts/mail-texts.ts';

/** Several payments of one order, to its recipient: who has paid, with the receipt of each, and what is left. */
export async function summedPaymentsMail(
  context: Context,
  job: MailJobOf<'payment_received'>,
  { order, lines }: MailOrder,
  unpaid: Unpaid,
  table: Table,
): Promise<MailDocument> {
  const say = sayIn(order.locale);
  const customers = countCustomers(lines);
  const values = {
    number: order.number,
    count: customers,
    left: unpaid.customers,
    licenses: lines.length,
    payments: job.payments ?? 1,
  };
  const isDone = unpaid.customers === 0;
  const ofCustomers = (count: number, amount: Dong) =>
    say('paymentsReceived.ofCustomers', { count, amount: formatDong(amount) });
  const paid = sumDong(lines.map((line) => line.total));
  const left: [string, string][] = [
    [say('paymentsReceived.left'), ofCustomers(unpaid.customers, unpaid.due)],
    [say('term.dueDate'), formatDate(order.due_date)],
  ];
  return {
    subject: say(isDone ? 'paymentsReceived.subjectDone' : 'paymentsReceived.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('paymentsReceived.intro', values) },
      {
        kind: 'facts',
        facts: [
          [say('paymentsReceived.paid'), ofCustomers(customers, paid)],
          ...(isDone ? [] : left),
        ],
      },
      ...(isDone ? [{ kind: 'text', text: say('paymentReceived.done') } satisfies Block] : []),
      await orderBlock(context, say, order),
      await withReceipts(context, say, table, lines),
      { kind: 'note', text: say('paymentsReceived.why', { minutes: SUM_PAUSE_MS / MINUTE_MS }) },
      await signOff(context, say, order),
    ],
  };
}

/** A recipient who has no access to the portal sees the receipts here alone. */
async function withReceipts(
  context: Context,
  say: Say,
  table: Table,
  lines: MailOrder['lines'],
): Promise<Table> {
  const shown = lines.slice(0, table.rows.length);
  const allocations = await context.db
    .selectFrom('allocations')
    .innerJoin('payments', 'payments.id', 'allocations.payment_id')
    .select(['order_line_id', 'payment_id'])
    .where(
      inList(
        'order_line_id',
        shown.map(({ id }) => id),
      ),
    )
    .orderBy('received_at')
    .orderBy('payment_id')
    .execute();
  const ofLines = Map.groupBy(allocations, (row) => row.order_line_id);
  const label = say('paymentReceived.receipt');
  const rows = table.rows.map((row, index) => {
    const payments = ofLines.get(shown[index]?.id ?? '') ?? [];
    const links = payments.map((own) => ({ label, url: receiptUrl(context, own.payment_id) }));
    return { ...row, links };
  });
  return { ...table, rows };
}

async function orderBlock(context: Context, say: Say, order: MailOrder['order']): Promise<Block> {
  const url = await orderPageUrl(context.db, order);
  if (url === null) return { kind: 'text', text: say('paymentsReceived.inPortal') };
  return { kind: 'action', label: say('paymentsReceived.open'), url };
}
