import { calendarDateAt, formatDate } from '../../../../shared/calendar-date.ts';
import { type Dong, formatDong } from '../../../../shared/money.ts';
import { termText } from '../../../../shared/term-text.ts';
import type { Context } from '../../../context/context.ts';
import type { Tables } from '../../../database/tables.ts';
import { readSeller } from '../../../directory/portals/seller.ts';
import { ordererPhone } from '../../../orders/core/orderer-phone.ts';
import { termOfLine } from '../../../orders/core/term-of-line.ts';
import type { Block } from '../document/mail-document.ts';
import type { Say } from '../texts/mail-texts.ts';
import { planOf, remarksOf } from './order-lines.ts';

/** Facts by which an owner recognises the mail, in few lines: they and the button are on one phone screen. */
export async function ownerFacts(
  context: Context,
  say: Say,
  order: Tables['orders'],
  line: Tables['order_lines'],
  received: Dong,
): Promise<Block> {
  const remarks = remarksOf(say, line, calendarDateAt(context.now()));
  const expiries = { from: formatDate(line.present_expiry), to: formatDate(line.new_expiry) };
  const facts: [string, string][] = [
    ...(await whoSellsAndOrders(context, say, order)),
    [say('term.plan'), listed(planOf(say, line), inSentence(termText(say, termOfLine(line))))],
    [say('term.presentExpiry'), say('owner.expiries', expiries)],
    [say('owner.remarks'), remarks.map(({ text }) => text).join('; ')],
    [say('term.dueDate'), formatDate(order.due_date)],
    [say('term.total'), formatDong(line.total)],
    [say('owner.received'), received > 0 ? formatDong(received) : ''],
    [say('owner.missing'), received > 0 ? formatDong(line.total - received) : ''],
  ];
  return { kind: 'facts', facts: facts.filter(([, value]) => value !== '') };
}

/** The same of several lines, which stand in a table. */
export async function orderFacts(
  context: Context,
  say: Say,
  order: Tables['orders'],
  amount: Dong | null,
): Promise<Block> {
  const left: [string, string][] = amount === null ? [] : [[say('owner.left'), formatDong(amount)]];
  const facts: [string, string][] = [
    ...(await whoSellsAndOrders(context, say, order)),
    [say('term.dueDate'), formatDate(order.due_date)],
    ...left,
  ];
  return { kind: 'facts', facts };
}

async function whoSellsAndOrders(
  context: Context,
  say: Say,
  order: Tables['orders'],
): Promise<[string, string][]> {
  const seller = await readSeller(context, order.portal_id);
  const taxCode = seller.taxCode && say('taxCodeOf', { taxCode: seller.taxCode });
  return [
    [say('owner.seller'), listed(seller.name, taxCode, unbroken(seller.phone))],
    [say('owner.orderedBy'), listed(order.accountant_name, unbroken(ordererPhone(order)))],
  ];
}

function listed(...texts: (string | undefined)[]): string {
  return texts.filter(Boolean).join(', ');
}

/** A telephone number, in one line. */
function unbroken(phone: string): string {
  return phone.replaceAll(' ', '\u00a0');
}

/** The form of the text within a sentence. */
function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
