import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../../shared/money.ts';
import { productAndPlan } from '../../../shared/sold-text.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { soldByLine } from '../../orders/core/order-line-remarks.ts';
import { readReceivedFor } from '../../orders/core/unapplied-money.ts';
import {
  greeting,
  isRecipient,
  lineName,
  lineTable,
  type MailOrder,
  NEW_EXPIRY,
  namesOf,
  readMailOrder,
  unrenewedTable,
} from './blocks/order-lines.ts';
import { ownerLetter } from './blocks/owner-letter.ts';
import { button, type PayButton, payBlocks } from './blocks/pay-blocks.ts';
import { signOff } from './blocks/sign-off.ts';
import type { Block, MailDocument } from './document/mail-document.ts';
import { type Say, sayIn } from './texts/mail-texts.ts';

/** The cancelled lines: all unpaid ones, or some; to an owner, that nothing is to be paid. */
export async function orderCancelledMail(
  context: Context,
  job: MailJobOf<'order_cancelled' | 'order_lines_cancelled'>,
): Promise<MailDocument> {
  const mail = await readMailOrder(context.db, job.orderId, job.lineIds);
  const say = sayIn(mail.order.locale);
  const values = closedValues(say, mail);
  const by = say('reasonBy', { by: job.by ?? values.placedBy, firm: values.firm });
  const toRecipient = isRecipient(mail.order, job.to);
  const whole = job.kind === 'order_cancelled' ? 'orderCancelled' : 'orderLinesCancelled';
  const name = toRecipient ? whole : 'lineCancelled';
  return {
    subject: say(`${name}.subject`, values),
    locale: mail.order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say(`${name}.intro`, values) },
      { kind: 'quote', by, text: job.reason },
      await unrenewedTable(context, say, mail.lines),
      ...(await lapsedBlocks(context, say, mail.lines)),
      ...(toRecipient
        ? [...repricedBlocks(say, job), ...volumeBlocks(say, mail.order)]
        : [{ kind: 'text', text: say('lineCancelled.advice') } satisfies Block]),
      await signOff(context, say, mail.order),
    ],
  };
}

/** The lines that nobody has paid in time, with the way to order them again. */
export async function orderExpiredMail(
  context: Context,
  job: MailJobOf<'order_expired'>,
): Promise<MailDocument> {
  const mail = await readMailOrder(context.db, job.orderId, job.lineIds);
  const say = sayIn(mail.order.locale);
  const values = closedValues(say, mail);
  const name = isRecipient(mail.order, job.to) ? 'orderExpired' : 'lineExpired';
  return {
    subject: say(`${name}.subject`, values),
    locale: mail.order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say(`${name}.intro`, values) },
      await unrenewedTable(context, say, mail.lines),
      ...(await lapsedBlocks(context, say, mail.lines)),
      ...(isRecipient(mail.order, job.to) ? volumeBlocks(say, mail.order) : []),
      { kind: 'text', text: say('orderExpired.lateMoney') },
      await signOff(context, say, mail.order),
    ],
  };
}

/** The new prices of the remaining lines, if they changed. */
function repricedBlocks(
  say: Say,
  { kind, repriced }: MailJobOf<'order_cancelled' | 'order_lines_cancelled'>,
): Block[] {
  if (kind === 'order_cancelled') return [];
  if (repriced === undefined) return [{ kind: 'text', text: say('orderLinesCancelled.unchanged') }];
  const values = { count: repriced.count, due: formatDong(repriced.due) };
  return [{ kind: 'text', text: say('orderLinesCancelled.repriced', values) }];
}

/** Paid lines had the price of a larger order, and later discounts make up for it. */
function volumeBlocks(say: Say, { volume_balance: owed }: MailOrder['order']): Block[] {
  if (owed <= 0) return [];
  return [{ kind: 'text', text: say('orderClosed.volumeOwed', { amount: formatDong(owed) }) }];
}

function closedValues(say: Say, { order, firmName, lines }: MailOrder) {
  return {
    number: order.number,
    placedBy: order.accountant_name,
    firm: firmName,
    names: namesOf(say, lines),
    count: lines.length,
    amount: formatDong(sumDong(lines.map((line) => line.total))),
    dueDate: formatDate(order.due_date),
  };
}

/** Closed lines with a commitment: their licences have fallen back. */
async function lapsedBlocks(
  { db }: Context,
  say: Say,
  lines: readonly Tables['order_lines'][],
): Promise<Block[]> {
  const ids = lines.map((line) => line.id);
  const lapsed = await db
    .selectFrom('payment_commitments')
    .select('order_line_id')
    .where(inList('order_line_id', ids))
    .where('state', '=', 'lapsed')
    .execute();
  if (lapsed.length === 0) return [];
  return [{ kind: 'text', text: say('commitmentLapsed.besides', { count: lapsed.length }) }];
}

/** The unpaid lines, their due date, and where to pay; null where all have been paid meanwhile. */
export async function orderDueSoonMail(
  context: Context,
  job: MailJobOf<'order_due_soon'>,
  payButton?: PayButton,
): Promise<MailDocument | null> {
  const mail = await readMailOrder(context.db, job.orderId, job.lineIds);
  const { order } = mail;
  const unpaid = mail.lines.filter((line) => line.state === 'awaiting_payment');
  if (unpaid.length === 0) return null;
  const say = sayIn(order.locale);
  const values = {
    number: order.number,
    dueDate: formatDate(order.due_date),
    amount: formatDong(sumDong(unpaid.map((line) => line.total))),
  };
  return {
    subject: say('orderDueSoon.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('orderDueSoon.intro', values) },
      ...(job.lineIds === null ? [] : await shortBlocks(context, say, order.number, unpaid)),
      ...(await payBlocks(
        context,
        mail,
        unpaid,
        job.lineIds === null ? 'order' : 'lines',
        payButton,
      )),
      lineTable(say, unpaid, NEW_EXPIRY, calendarDateAt(context.now())),
      await signOff(context, say, order),
    ],
  };
}

/** The lines of which a part has come, and waits for the rest. */
async function shortBlocks(
  { db }: Context,
  say: Say,
  number: string,
  lines: readonly Tables['order_lines'][],
): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const line of lines) {
    const received = await readReceivedFor(db, line.id);
    if (received === 0) continue;
    const values = {
      number,
      names: lineName(say, line, lines),
      unapplied: formatDong(received),
      missing: formatDong(line.total - received),
    };
    blocks.push({ kind: 'text', text: say('paymentUnapplied.intro', values) });
  }
  return blocks;
}

/** To a line's owner, with the link to pay that line, and nothing about any other customer. */
export async function lineDueSoonMail(
  context: Context,
  job: MailJobOf<'line_due_soon'>,
  payButton: PayButton = button,
): Promise<MailDocument | null> {
  const mail = await readMailOrder(context.db, job.orderId, [job.lineId]);
  const { order, firmName } = mail;
  const [line] = mail.lines;
  if (line?.state !== 'awaiting_payment') return null;
  const say = sayIn(order.locale);
  const values = {
    placedBy: order.accountant_name,
    firm: firmName,
    name: line.customer_name,
    taxCode: line.tax_code,
    product: productAndPlan(say.locale, soldByLine(line)),
    dueDate: formatDate(order.due_date),
  };
  return await ownerLetter(context, mail, line, job.to, {
    subject: say('lineDueSoon.subject', values),
    texts: [say('lineDueSoon.intro', values)],
    advice: [say('lineDueSoon.advice', values)],
    payButton: await payButton(context, order, line.id, say('pay.open')),
  });
}
