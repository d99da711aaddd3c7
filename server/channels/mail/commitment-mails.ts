import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../../shared/money.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import {
  greeting,
  lineTable,
  NEW_EXPIRY,
  readMailOrder,
  unrenewedTable,
} from './blocks/order-lines.ts';
import { payBlocks } from './blocks/pay-blocks.ts';
import { signOff } from './blocks/sign-off.ts';
import type { MailDocument } from './document/mail-document.ts';
import { sayIn } from './texts/mail-texts.ts';

/** The committed payment, and the end of the licences' temporary extension; null when all is paid. */
export async function commitmentMail(
  context: Context,
  job: MailJobOf<'commitment_made' | 'commitment_due_soon'>,
): Promise<MailDocument | null> {
  const mail = await readMailOrder(context.db, job.orderId, job.lineIds);
  const { order } = mail;
  const unpaid = mail.lines.filter((line) => line.state === 'awaiting_payment');
  if (unpaid.length === 0) return null;
  const say = sayIn(order.locale);
  const values = {
    number: order.number,
    amount: formatDong(sumDong(unpaid.map((line) => line.total))),
    payBy: formatDate(order.due_date),
    count: unpaid.length,
  };
  const name = job.kind === 'commitment_made' ? 'commitmentMade' : 'commitmentDueSoon';
  return {
    subject: say(`${name}.subject`, values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say(`${name}.intro`, values) },
      ...(await payBlocks(context, mail, unpaid, job.lineIds === null ? 'order' : 'lines')),
      lineTable(say, unpaid, NEW_EXPIRY, calendarDateAt(context.now())),
      await signOff(context, say, order),
    ],
  };
}

/** The licences whose temporary extension has ended, each with the expiry now in force. */
export async function commitmentLapsedMail(
  context: Context,
  job: MailJobOf<'commitment_lapsed'>,
): Promise<MailDocument> {
  const { order, lines } = await readMailOrder(context.db, job.orderId, job.lineIds);
  const say = sayIn(order.locale);
  const values = { number: order.number, count: lines.length };
  return {
    subject: say('commitmentLapsed.subject', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('commitmentLapsed.intro', values) },
      await unrenewedTable(context, say, lines),
      await signOff(context, say, order),
    ],
  };
}
