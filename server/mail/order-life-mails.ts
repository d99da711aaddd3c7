import { formatDate } from '../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import type { MailJob } from '../outbox/enqueue.ts';
import type { MailDocument } from './mail-document.ts';
import { sayIn } from './mail-texts.ts';
import { greeting, lineTable, readMailOrder } from './order-lines.ts';
import { payBlocks } from './pay-blocks.ts';

type JobOf<Kind extends MailJob['kind']> = Extract<MailJob, { kind: Kind }>;

/** What was cancelled: all that was unpaid, or some of it. */
export async function orderCancelledMail(
  context: Context,
  job: MailJob & { kind: 'order_cancelled' | 'order_lines_cancelled' },
): Promise<MailDocument> {
  const { order, lines } = await readMailOrder(context.db, job.orderId, job.lineIds);
  const say = sayIn(order.locale);
  const values = {
    number: order.number,
    reason: job.reason,
    count: lines.length,
    amount: formatDong(sumDong(lines.map((line) => line.total))),
  };
  const name = job.kind === 'order_cancelled' ? 'orderCancelled' : 'orderLinesCancelled';
  return {
    subject: say(`${name}.subject`, values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say(`${name}.intro`, values) },
      lineTable(say, lines),
      { kind: 'note', text: say('footer') },
    ],
  };
}

/** What nobody has paid in time, so that it can be ordered again. */
export async function orderExpiredMail(
  context: Context,
  job: JobOf<'order_expired'>,
): Promise<MailDocument> {
  const { order, lines } = await readMailOrder(context.db, job.orderId, job.lineIds);
  const say = sayIn(order.locale);
  const values = {
    number: order.number,
    dueDate: formatDate(order.due_date),
    amount: formatDong(sumDong(lines.map((line) => line.total))),
  };
  return {
    subject: say('orderExpired.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('orderExpired.intro', values) },
      lineTable(say, lines),
      { kind: 'note', text: say('footer') },
    ],
  };
}

/** What is still unpaid, until when, and where to pay; null when all of it was paid meanwhile. */
export async function orderDueSoonMail(
  context: Context,
  job: JobOf<'order_due_soon'>,
): Promise<MailDocument | null> {
  const { order, lines } = await readMailOrder(context.db, job.orderId, job.lineIds);
  const unpaid = lines.filter((line) => line.state === 'awaiting_payment');
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
      lineTable(say, unpaid),
      ...(await payBlocks(context, order, unpaid, job.lineIds === null ? 'order' : 'lines')),
      { kind: 'note', text: say('footer') },
    ],
  };
}

/** To a line's owner, with the link to pay that line. Nothing of any other customer. */
export async function lineDueSoonMail(
  context: Context,
  job: JobOf<'line_due_soon'>,
): Promise<MailDocument | null> {
  const { order, firmName, lines } = await readMailOrder(context.db, job.orderId, [job.lineId]);
  const [line] = lines;
  if (line?.state !== 'awaiting_payment') return null;
  const say = sayIn(order.locale);
  const values = {
    placedBy: order.accountant_name,
    firm: firmName,
    name: line.customer_name,
    taxCode: line.tax_code,
    plan: order.locale === 'vi' ? line.plan_name_vi : line.plan_name_en,
    amount: formatDong(line.total),
    dueDate: formatDate(order.due_date),
  };
  return {
    subject: say('lineDueSoon.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('lineDueSoon.intro', values) },
      ...(await payBlocks(context, order, lines, 'lines')),
      { kind: 'note', text: say('footer') },
    ],
  };
}
