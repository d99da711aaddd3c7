import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../../shared/money.ts';
import { receiptUrl } from '../../addresses/document-urls.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import {
  greeting,
  isRecipient,
  lineName,
  lineTable,
  type MailOrder,
  readMailOrder,
} from './blocks/order-lines.ts';
import { paymentFacts } from './blocks/payment-facts.ts';
import { signOff } from './blocks/sign-off.ts';
import { readUnpaid, type Unpaid } from './blocks/unpaid-lines.ts';
import type { Block, MailDocument } from './document/mail-document.ts';
import { summedPaymentsMail } from './summed-payments-mail.ts';
import { type Say, sayIn } from './texts/mail-texts.ts';

type Line = Tables['order_lines'];

/** The most receipts of single lines in one mail. */
const MOST_RECEIPTS = 20;

/**
 * The payment with method and time, its receipt, and each licence's new expiry in force. Money of several transfers may
 * have paid together; several payments are summed up in {@link summedPaymentsMail}.
 */
export async function paymentReceivedMail(
  context: Context,
  job: MailJobOf<'payment_received'>,
): Promise<MailDocument> {
  const { db } = context;
  const mail = await readMailOrder(db, job.orderId, job.lineIds);
  const { order, lines } = mail;
  const renewals = await db
    .selectFrom('license_renewals')
    .select(['order_line_id', 'new_expiry'])
    .where(inList('order_line_id', job.lineIds))
    .execute();
  const renewedTo = new Map(renewals.map((renewal) => [renewal.order_line_id, renewal.new_expiry]));
  const unpaid = await readUnpaid(db, order.id);
  const say = sayIn(order.locale);
  const table = lineTable(
    say,
    lines,
    { head: 'term.newExpiry', of: (line) => renewedTo.get(line.id) ?? line.new_expiry },
    calendarDateAt(context.now()),
  );
  if ((job.payments ?? 1) > 1) return await summedPaymentsMail(context, job, mail, unpaid, table);
  const amount = formatDong(sumDong(lines.map((line) => line.total)));
  const values = { amount, number: order.number, count: lines.length };
  const toRecipient = isRecipient(order, job.to);
  const receipts = toRecipient ? wholeReceipt : lineReceipts;
  return {
    subject: say('paymentReceived.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('paymentReceived.intro', values) },
      ...(await moneyBlocks(context, say, lines, receipts)),
      ...(toRecipient ? restBlocks(say, mail, unpaid) : []),
      table,
      await signOff(context, say, order),
    ],
  };
}

/** The part of the order that is left to pay, to its recipient, unless the order was paid by this payment alone. */
function restBlocks(say: Say, { order, lines }: MailOrder, { due }: Unpaid): Block[] {
  if (due > 0)
    return [{ kind: 'text', text: say('paymentReceived.rest', { due: formatDong(due) }) }];
  if (lines.length === order.line_count) return [];
  return [{ kind: 'text', text: say('paymentReceived.done') }];
}

/** The receipt of a payment, as one addressee gets it. */
type Receipts = (
  context: Context,
  say: Say,
  paymentId: string,
  lines: readonly Line[],
  paid: ReadonlySet<string>,
) => Block[];

/** Each payment that paid some of these lines, with its receipt. */
async function moneyBlocks(
  context: Context,
  say: Say,
  lines: readonly Line[],
  receipts: Receipts,
): Promise<Block[]> {
  const ids = lines.map((line) => line.id);
  const allocations = await context.db
    .selectFrom('allocations')
    .innerJoin('payments', 'payments.id', 'allocations.payment_id')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select(['order_line_id', 'payment_id', 'allocations.amount', 'method', 'received_at'])
    .select(['gateway_transaction_id', 'bank_reference'])
    .where(inList('order_line_id', ids))
    .orderBy('received_at')
    .orderBy('payment_id')
    .execute();
  const payments = Map.groupBy(allocations, (row) => row.payment_id);
  const blocks: Block[] = [];
  for (const [paymentId, own] of payments) {
    const [money] = own;
    if (money === undefined) continue;
    const amount = sumDong(own.map((row) => row.amount));
    blocks.push(paymentFacts(say, money, payments.size > 1 ? amount : undefined));
    const paid = new Set(own.map((row) => row.order_line_id));
    blocks.push(...receipts(context, say, paymentId, lines, paid));
  }
  return blocks;
}

/** The receipt of the whole payment, as the order's recipient may see it. */
const wholeReceipt: Receipts = (context, say, paymentId) => [
  { kind: 'action', label: say('paymentReceived.receipt'), url: receiptUrl(context, paymentId) },
];

/** The receipts of single lines, for an addressee of these alone. */
const lineReceipts: Receipts = (context, say, paymentId, lines, paid) => {
  const shown = lines.filter((line) => paid.has(line.id)).slice(0, MOST_RECEIPTS);
  return shown.map((line) => ({
    kind: 'action',
    label:
      shown.length === 1
        ? say('paymentReceived.receipt')
        : say('paymentReceived.lineReceipt', { name: lineName(say, line, shown) }),
    url: receiptUrl(context, paymentId, line.id),
  }));
};
