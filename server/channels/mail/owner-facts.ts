import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import { termFact } from '../../../shared/term-text.ts';
import type { Context } from '../../context/context.ts';
import type { Tables } from '../../database/tables.ts';
import { readSeller } from '../../directory/portals/seller.ts';
import { ordererPhone } from '../../orders/core/orderer-phone.ts';
import { termOfLine } from '../../orders/core/term-of-line.ts';
import type { Block } from './mail-document.ts';
import type { Say } from './mail-texts.ts';
import { type MailOrder, planOf, remarksOf } from './order-lines.ts';

/** Facts by which an owner recognises the mail: the seller, the orderer and their telephone, and the product. */
export async function ownerFacts(
  context: Context,
  say: Say,
  { order, firmName }: Pick<MailOrder, 'order' | 'firmName'>,
  line: Tables['order_lines'],
): Promise<Block> {
  const seller = await readSeller(context, order.portal_id);
  const phone = ordererPhone(order);
  const taxCode = seller.taxCode && say('taxCodeOf', { taxCode: seller.taxCode });
  const remarks = remarksOf(say, line, calendarDateAt(context.now()));
  const expiries = { from: formatDate(line.present_expiry), to: formatDate(line.new_expiry) };
  const facts: [string, string][] = [
    [say('owner.seller'), [seller.name, taxCode].filter(Boolean).join(', ')],
    [say('owner.sellerPhone'), seller.phone],
    [say('owner.orderedBy'), `${order.accountant_name}, ${firmName}`],
    [say('owner.phone'), phone],
    [say('term.plan'), planOf(say, line)],
    termFact(say, termOfLine(line)),
    [say('term.presentExpiry'), say('owner.expiries', expiries)],
    [say('owner.remarks'), remarks.map(({ text }) => text).join('; ')],
    [say('term.dueDate'), formatDate(order.due_date)],
    [say('term.total'), formatDong(line.total)],
  ];
  return { kind: 'facts', facts: facts.filter(([, value]) => value !== '') };
}
