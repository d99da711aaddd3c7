import { formatDate } from '../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import type { MailJob } from '../outbox/enqueue.ts';
import { transferQrPayload } from '../payments/gateways/bank-transfer.ts';
import { startPayment } from '../payments/start-payment.ts';
import type { Block, MailDocument } from './mail-document.ts';
import { type Say, sayIn } from './mail-texts.ts';
import { greeting, lineTable, readMailOrder } from './order-lines.ts';
import { payBlocks } from './pay-blocks.ts';
import { qrPng } from './qr-png.ts';

type JobOf<Kind extends MailJob['kind']> = Extract<MailJob, { kind: Kind }>;

/** The order with all that is needed to pay it: link, QR code and transfer details. */
export async function orderPlacedMail(
  context: Context,
  job: JobOf<'order_placed'>,
): Promise<MailDocument> {
  const { order, firmName, lines } = await readMailOrder(context.db, job.orderId, job.lineIds);
  const say = sayIn(order.locale);
  const { number } = order;
  const total = formatDong(sumDong(lines.map((line) => line.total)));
  const intro = say('orderPlaced.intro', {
    placedBy: order.accountant_name,
    firm: firmName,
    number,
    count: lines.length,
    total,
  });
  const payable = lines.filter((line) => line.state === 'awaiting_payment');
  const payment = payable.length > 0 ? await howToPay(context, order, job.lineIds, payable) : null;
  return {
    subject: say('orderPlaced.subject', { number }),
    locale: order.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: intro },
      lineTable(say, lines),
      {
        kind: 'facts',
        facts: [...totalFacts(say, lines), [say('term.dueDate'), formatDate(order.due_date)]],
      },
      ...(payment?.blocks ?? []),
      { kind: 'note', text: say('footer') },
    ],
    ...(payment?.qr ? { qr: payment.qr } : {}),
  };
}

function totalFacts(say: Say, lines: readonly Tables['order_lines'][]): [string, string][] {
  const sum = (of: 'list' | 'discount' | 'vat' | 'total') => sumDong(lines.map((line) => line[of]));
  const discount = sum('discount');
  return [
    [say('term.list'), formatDong(sum('list'))],
    ...(discount > 0
      ? [[say('term.discount'), `−${formatDong(discount)}`] satisfies [string, string]]
      : []),
    [say('term.vat'), formatDong(sum('vat'))],
    [say('term.total'), formatDong(sum('total'))],
  ];
}

/** Links and transfer are made when the mail leaves, and are the same when it leaves again. */
async function howToPay(
  context: Context,
  order: Tables['orders'],
  lineIds: readonly string[] | null,
  payable: readonly Tables['order_lines'][],
): Promise<{ blocks: Block[]; qr?: Buffer }> {
  const say = sayIn(order.locale);
  const blocks: Block[] = [
    { kind: 'text', text: say('orderPlaced.payAdvice') },
    ...(await payBlocks(context, order, payable, lineIds === null ? 'order' : 'lines')),
  ];
  const { bankTransfer } = context.config;
  if (bankTransfer === null) return { blocks };
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
      lineIds: payable.map((line) => line.id),
      method: 'bank_transfer',
      locale: order.locale,
    },
  );
  if (transfer === null) return { blocks };
  const facts: Block = {
    kind: 'facts',
    facts: [
      [say('transfer.bank'), transfer.bankName],
      [say('transfer.accountNumber'), transfer.accountNumber],
      [say('transfer.accountHolder'), transfer.accountHolder],
      [say('transfer.amount'), formatDong(transfer.amount)],
      [say('transfer.memo'), transfer.memo],
    ],
  };
  const memoAdvice: Block = { kind: 'note', text: say('transfer.memoAdvice') };
  if (transfer.qr === null) {
    return {
      blocks: [...blocks, { kind: 'text', text: say('transfer.napasLimit') }, facts, memoAdvice],
    };
  }
  const advice: Block = { kind: 'text', text: say('orderPlaced.transferAdvice') };
  const image: Block = {
    kind: 'qr',
    alt: `VietQR ${transfer.memo} ${formatDong(transfer.amount)}`,
  };
  return {
    blocks: [...blocks, advice, image, facts, memoAdvice],
    qr: qrPng(transferQrPayload(bankTransfer, transfer.amount, transfer.memo)),
  };
}
