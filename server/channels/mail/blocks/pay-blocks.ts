import { formatDong, sumDong } from '../../../../shared/money.ts';
import { partsText } from '../../../../shared/parts-text.ts';
import type { Transfer } from '../../../../shared/schemas/payment.ts';
import type { Context } from '../../../context/context.ts';
import { inTransaction } from '../../../context/in-transaction.ts';
import type { Tables } from '../../../database/tables.ts';
import { countCustomers } from '../../../orders/core/count-customers.ts';
import { qrPng } from '../../../payments/core/qr-png.ts';
import { transferQrPayload } from '../../../payments/gateways/bank/bank-transfer.ts';
import { ensureLink, paymentLinkUrl } from '../../../payments/links/create-payment-link.ts';
import type { Block } from '../document/mail-document.ts';
import { type Say, sayIn } from '../texts/mail-texts.ts';
import { lineName, type MailOrder } from './order-lines.ts';

/** The most lines with a link of their own in a mail. */
const MOST_LINKS = 20;

/** The most lines with a link of their own for a payer of some of an order's lines. */
const MOST_FIRM_LINKS = 5;

type Line = Tables['order_lines'];

/** `order`: to its recipient, who pays the firm's lines; `lines`: to addressees of single lines. */
export type Scope = 'order' | 'lines';

/** Makes the button to pay one line, or with null the whole order. */
export type PayButton = (
  context: Context,
  order: Tables['orders'],
  lineId: string | null,
  label: string,
) => Promise<Block>;

/** The unpaid lines that the addressee is to pay. */
export function linesToPay(unpaid: readonly Line[], scope: Scope): Line[] {
  return unpaid.filter((line) => line.payer === (scope === 'order' ? 'firm' : 'owner'));
}

/**
 * The button to pay the addressee's lines, and the payers of the rest: one button for the whole order, or one for each
 * line, since an addressee of one line gets no link to others. Links are made when the mail leaves, and are the same
 * when it leaves again.
 *
 * @param unpaid the lines in question that await payment; without any there is no button
 */
export async function payBlocks(
  context: Context,
  { order, firmName }: Pick<MailOrder, 'order' | 'firmName'>,
  unpaid: readonly Line[],
  scope: Scope,
  payButton: PayButton = button,
): Promise<Block[]> {
  if (unpaid.length === 0) return [];
  const say = sayIn(order.locale);
  const own = linesToPay(unpaid, scope);
  if (scope === 'lines') {
    if (own.length > 0)
      return await lineButtons(context, order, own.slice(0, MOST_LINKS), payButton);
    return [{ kind: 'text', text: say('pay.firmPays', { firm: firmName }) }];
  }
  if (own.length === unpaid.length) return [await payButton(context, order, null, say('pay.now'))];
  const owners = unpaid.filter((line) => line.payer === 'owner');
  const values = {
    count: countCustomers(owners),
    amount: formatDong(sumDong(owners.map((line) => line.total))),
  };
  const ownersPay: Block = { kind: 'text', text: say('pay.ownersPay', values) };
  if (own.length === 0) return [ownersPay];
  // No link covers only some of an order's lines, and the order's link would pay the owners' lines, too.
  if (own.length > MOST_FIRM_LINKS) return [ownersPay, { kind: 'text', text: say('pay.atOrder') }];
  return [ownersPay, ...(await lineButtons(context, order, own, payButton))];
}

async function lineButtons(
  context: Context,
  order: Tables['orders'],
  lines: readonly Line[],
  payButton: PayButton,
): Promise<Block[]> {
  const say = sayIn(order.locale);
  const blocks: Block[] = [];
  for (const line of lines) {
    const label =
      lines.length === 1 ? say('pay.now') : say('pay.line', { name: lineName(say, line, lines) });
    blocks.push(await payButton(context, order, line.id, label));
  }
  return blocks;
}

/** A button that leads to paying by the live link of the line or order, which is made when there is none. */
export const button: PayButton = async (context, order, lineId, label) => {
  const by = { portalId: order.portal_id, firmId: order.firm_id, name: 'mail' };
  const link = await inTransaction(context, (work) => ensureLink(work, order.id, lineId, by));
  return { kind: 'action', label, url: paymentLinkUrl(context, link) };
};

/** Instructions for the transfer, with the QR code where the amount allows one. */
export function transferBlocks(
  context: Context,
  say: Say,
  transfer: Transfer,
  advice: string,
): { blocks: Block[]; qr?: Buffer } {
  const { bankTransfer } = context.config;
  if (transfer.parts.length > 0) return { blocks: partBlocks(say, transfer) };
  const details: Block[] = [
    {
      kind: 'facts',
      facts: [
        ...accountFacts(say, transfer),
        [say('transfer.amount'), formatDong(transfer.amount)],
        [say('transfer.memo'), transfer.memo],
      ],
    },
    { kind: 'note', text: say('transfer.memoAdvice') },
  ];
  if (transfer.qr === null || bankTransfer === null) {
    return { blocks: [{ kind: 'text', text: say('transfer.napasLimit') }, ...details] };
  }
  const alt = `VietQR ${transfer.memo} ${formatDong(transfer.amount)}`;
  return {
    blocks: [{ kind: 'text', text: advice }, { kind: 'qr', alt }, ...details],
    qr: qrPng(transferQrPayload(bankTransfer, transfer.amount, transfer.memo)),
  };
}

/** A large amount: in parts, whose codes are on the page, or at once, at the bank. */
function partBlocks(say: Say, transfer: Transfer): Block[] {
  const { parts, amount, memo, paymentOrderUrl } = transfer;
  const facts = parts.map(({ amount, memo }, index): [string, string] => [
    say('transfer.part', { number: index + 1, count: parts.length }),
    amount === 0
      ? say('transfer.partReceived')
      : say('transfer.partOf', { amount: formatDong(amount), memo }),
  ]);
  return [
    { kind: 'text', text: partsText(say, transfer) },
    { kind: 'facts', facts: [...accountFacts(say, transfer), ...facts] },
    { kind: 'text', text: say('transfer.atOnce', { amount: formatDong(amount), memo }) },
    { kind: 'action', label: say('transfer.paymentOrder'), url: paymentOrderUrl },
    { kind: 'note', text: say('transfer.memoAdvice') },
  ];
}

function accountFacts(
  say: Say,
  transfer: Pick<Transfer, 'bankName' | 'accountNumber' | 'accountHolder'>,
): [string, string][] {
  return [
    [say('transfer.bank'), transfer.bankName],
    [say('transfer.accountNumber'), transfer.accountNumber],
    [say('transfer.accountHolder'), transfer.accountHolder],
  ];
}
