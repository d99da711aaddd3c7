import type { Context } from '../../../context/context.ts';
import { readSeller } from '../../../directory/portals/seller.ts';
import { type Orderer, ordererPhone } from '../../../orders/core/orderer-phone.ts';
import type { Block } from '../document/mail-document.ts';
import type { Say } from '../texts/mail-texts.ts';

/** The end of a mail about an order: the seller, the orderer and their telephone, and that it was sent automatically.
 */
export async function signOff(
  context: Context,
  say: Say,
  order: Orderer & { portal_id: string },
): Promise<Block> {
  const seller = await readSeller(context, order.portal_id);
  const taxCode = seller.taxCode && say('taxCodeOf', { taxCode: seller.taxCode });
  const facts: [string, string][] = [
    [say('owner.seller'), [seller.name, taxCode].filter(Boolean).join(', ')],
    [
      say('owner.orderedBy'),
      [order.accountant_name, ordererPhone(order)].filter(Boolean).join(', '),
    ],
  ];
  const sentences = facts.map(([name, value]) => `${name}: ${value}.`);
  return { kind: 'note', text: [...sentences, say('footer')].join(' ') };
}
