import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import { type Dong, formatDong, sumDong } from '../../../shared/money.ts';
import { productAndPlan } from '../../../shared/sold-text.ts';
import type { MailAddress, MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { soldByLine } from '../../orders/core/order-line-remarks.ts';
import { readReceived, readReceivedForOrder } from '../../orders/core/unapplied-money.ts';
import {
  greeting,
  isRecipient,
  lineName,
  lineTable,
  type MailOrder,
  MOST_LINES,
  NEW_EXPIRY,
  namesOf,
  readMailOrder,
  unrenewedTable,
} from './blocks/order-lines.ts';
import { linesLetter, ownerLetter } from './blocks/owner-letter.ts';
import { button, linesToPay, type PayButton, payBlocks } from './blocks/pay-blocks.ts';
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

/** The new amount of an owner's lines, and where to pay it; null where all have been paid or closed meanwhile. */
export async function linesRepricedMail(
  context: Context,
  job: MailJobOf<'lines_repriced'>,
): Promise<MailDocument | null> {
  const formerOf = new Map(job.lines.map(({ lineId, former }) => [lineId, former]));
  const mail = await readMailOrder(context.db, job.orderId, [...formerOf.keys()]);
  const unpaid = mail.lines.filter((line) => line.state === 'awaiting_payment');
  const lines = linesToPay(unpaid, 'lines');
  if (lines.length === 0) return null;
  const short = await shortLines(context, lines);
  const about = {
    lines,
    amount: leftOf(lines, short),
    former: sumDong(lines.map(({ id }) => formerOf.get(id) ?? 0)),
    short: shortBlocks(
      sayIn(mail.order.locale),
      'linesDueSoon.short',
      mail.order.number,
      short,
      lines,
    ),
  };
  return await linesLetter(context, mail, about, job.to);
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
    amount: formatDong(totalOf(lines)),
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

/**
 * The unpaid lines, their due date, and where to pay; null where all have been paid meanwhile. An address of some lines
 * gets a letter from the orderer about these lines alone: the rest of the order is other customers'.
 */
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
  if (job.lineIds !== null) return await linesDueSoonMail(context, mail, unpaid, job.to, payButton);
  const short = await shortOrder(context, order, unpaid);
  const values = {
    number: order.number,
    dueDate: formatDate(order.due_date),
    amount: formatDong(leftOf(unpaid, short)),
  };
  return {
    subject: say('orderDueSoon.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('orderDueSoon.intro', values) },
      ...shortBlocks(say, 'paymentUnapplied.intro', order.number, short, unpaid),
      ...(await payBlocks(context, mail, unpaid, 'order', payButton)),
      lineTable(say, unpaid, NEW_EXPIRY, calendarDateAt(context.now())),
      await signOff(context, say, order),
    ],
  };
}

/** To an address of some lines: about those that it is to pay, or, where the firm pays all of them, about these. */
async function linesDueSoonMail(
  context: Context,
  mail: MailOrder,
  unpaid: readonly Tables['order_lines'][],
  to: MailAddress,
  payButton: PayButton | undefined,
): Promise<MailDocument> {
  const say = sayIn(mail.order.locale);
  const own = linesToPay(unpaid, 'lines');
  const lines = own.length > 0 ? own : unpaid;
  const short = await shortLines(context, lines);
  const about = {
    lines,
    amount: own.length > 0 ? leftOf(own, short) : null,
    short: shortBlocks(say, 'linesDueSoon.short', mail.order.number, short, lines),
  };
  return await linesLetter(context, mail, about, to, payButton);
}

/** Lines of which a part has come, and waits for the rest. */
interface Short {
  lines: readonly Tables['order_lines'][];
  received: Dong;
}

/** Those of an owner's lines for which some has come, each by itself. */
async function shortLines({ db }: Context, unpaid: Short['lines']): Promise<Short[]> {
  const ids = unpaid.map((line) => line.id);
  const received = await readReceived(db, ids);
  return unpaid.flatMap((line) => {
    const part = received.get(line.id);
    return part === undefined ? [] : [{ lines: [line], received: part }];
  });
}

/** An order for all of whose lines some has come, as its payment page takes it off; money for some of them is not told. */
async function shortOrder(
  { db }: Context,
  order: MailOrder['order'],
  unpaid: Short['lines'],
): Promise<Short[]> {
  const received = await readReceivedForOrder(db, order.id, unpaid.length);
  return received === 0 ? [] : [{ lines: unpaid, received }];
}

/** What has come and what is missing: as many sentences as the table has lines at most, and the rest as their sum. */
function shortBlocks(
  say: Say,
  name: 'paymentUnapplied.intro' | 'linesDueSoon.short',
  number: string,
  short: readonly Short[],
  unpaid: Short['lines'],
): Block[] {
  const left = short.slice(MOST_LINES);
  const sum: Short = {
    lines: left.flatMap(({ lines }) => lines),
    received: sumDong(left.map(({ received }) => received)),
  };
  const told = [...short.slice(0, MOST_LINES), ...(left.length > 0 ? [sum] : [])];
  return told.map(({ lines, received }) => {
    const [line] = lines;
    const isOne = line !== undefined && lines.length === 1;
    const values = {
      number,
      names: isOne ? lineName(say, line, unpaid) : namesOf(say, lines),
      unapplied: formatDong(received),
      missing: formatDong(totalOf(lines) - received),
    };
    return { kind: 'text', text: say(name, values) };
  });
}

/** The total of lines without what has come for them. */
function leftOf(lines: Short['lines'], short: readonly Short[]): Dong {
  return totalOf(lines) - sumDong(short.map(({ received }) => received));
}

function totalOf(lines: readonly Tables['order_lines'][]): Dong {
  return sumDong(lines.map((line) => line.total));
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
