import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../../shared/money.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import type { Tables } from '../../database/tables.ts';
import { startPayment } from '../../payments/attempts/start-payment.ts';
import { vatText } from '../../quoting/pricing/vat-text.ts';
import {
  greeting,
  lineTable,
  type MailOrder,
  NEW_EXPIRY,
  readMailOrder,
} from './blocks/order-lines.ts';
import { linesToPay, payBlocks, type Scope, transferBlocks } from './blocks/pay-blocks.ts';
import { signOff } from './blocks/sign-off.ts';
import type { Block, MailDocument } from './document/mail-document.ts';
import { type Say, sayIn } from './texts/mail-texts.ts';

type Line = Tables['order_lines'];

/** The order, with everything for its payer: link, QR code and transfer details. */
export async function orderPlacedMail(
  context: Context,
  job: MailJobOf<'order_placed'>,
): Promise<MailDocument> {
  const mail = await readMailOrder(context.db, job.orderId, job.lineIds);
  const { order, firmName, lines } = mail;
  const say = sayIn(order.locale);
  const scope = job.lineIds === null ? 'order' : 'lines';
  const values = {
    placedBy: order.accountant_name,
    firm: firmName,
    number: order.number,
    count: lines.length,
    total: formatDong(sumDong(lines.map((line) => line.total))),
    dueDate: formatDate(order.due_date),
  };
  const { blocks, qr } = await howToPay(context, mail, scope);
  const facts: [string, string][] = [
    ...totalFacts(say, lines),
    ...(scope === 'order' ? payerFacts(say, lines) : []),
    [say('term.dueDate'), formatDate(order.due_date)],
  ];
  return {
    subject: say('orderPlaced.subject', values),
    preview: say('orderPlaced.preview', values),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('orderPlaced.intro', values) },
      { kind: 'facts', facts },
      ...blocks,
      lineTable(say, lines, NEW_EXPIRY, calendarDateAt(context.now())),
      await signOff(context, say, order),
    ],
    ...(qr ? { qr } : {}),
  };
}

function totalFacts(say: Say, lines: readonly Line[]): [string, string][] {
  const sum = (of: 'list' | 'discount' | 'vat' | 'total') => sumDong(lines.map((line) => line[of]));
  const discount = sum('discount');
  const rates = lines.map((line) => line.vat_rate);
  return [
    [say('term.list'), formatDong(sum('list'))],
    ...(discount > 0
      ? [[say('term.discount'), `−${formatDong(discount)}`] satisfies [string, string]]
      : []),
    [say('term.vat'), vatText(say, rates, sum('vat'))],
    [say('term.total'), formatDong(sum('total'))],
  ];
}

/** The totals of each payer, where both pay. */
function payerFacts(say: Say, lines: readonly Line[]): [string, string][] {
  if (new Set(lines.map((line) => line.payer)).size < 2) return [];
  const paidBy = (payer: Line['payer']) =>
    formatDong(sumDong(lines.filter((line) => line.payer === payer).map((line) => line.total)));
  return [
    [say('pay.byFirm'), paidBy('firm')],
    [say('pay.byOwners'), paidBy('owner')],
  ];
}

/** Links and transfer are made when the mail leaves, and are the same when it leaves again. */
async function howToPay(
  context: Context,
  mail: MailOrder,
  scope: Scope,
): Promise<{ blocks: Block[]; qr?: Buffer }> {
  const { order } = mail;
  const say = sayIn(order.locale);
  const unpaid = mail.lines.filter((line) => line.state === 'awaiting_payment');
  const blocks = await payBlocks(context, mail, unpaid, scope);
  const own = linesToPay(unpaid, scope);
  if (own.length === 0) return { blocks };
  const firstButton = blocks.findIndex((block) => block.kind === 'action');
  const hasButton = firstButton >= 0;
  const payAdvice: Block = { kind: 'text', text: say('orderPlaced.payAdvice') };
  const online = hasButton ? blocks.toSpliced(firstButton, 0, payAdvice) : blocks;
  if (context.config.bankTransfer === null) return { blocks: online };
  const { transfer } = await startPayment(
    context,
    {
      portalId: order.portal_id,
      firmId: order.firm_id,
      name: 'mail',
      linkId: null,
      isPerson: false,
      clientIp: '0.0.0.0',
    },
    {
      orderId: order.id,
      lineIds: own.map((line) => line.id),
      method: 'bank_transfer',
      locale: order.locale,
    },
  );
  if (transfer === null) return { blocks: online };
  const advice = say(hasButton ? 'orderPlaced.transferAdvice' : 'orderPlaced.transferOnly');
  const byTransfer = transferBlocks(context, say, transfer, advice);
  return { ...byTransfer, blocks: [...online, ...byTransfer.blocks] };
}
