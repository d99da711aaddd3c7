import { formatDate } from '../../../../shared/calendar-date.ts';
import { type Dong, formatDong } from '../../../../shared/money.ts';
import { productAndPlan } from '../../../../shared/sold-text.ts';
import type { MailAddress } from '../../../announce/outbox/job.ts';
import type { Context } from '../../../context/context.ts';
import type { Tables } from '../../../database/tables.ts';
import { readSeller } from '../../../directory/portals/seller.ts';
import { soldByLine } from '../../../orders/core/order-line-remarks.ts';
import { ordererEmail, ordererPhone } from '../../../orders/core/orderer-phone.ts';
import { readReceived } from '../../../orders/core/unapplied-money.ts';
import type { Block, MailDocument } from '../document/mail-document.ts';
import { type Say, sayIn } from '../texts/mail-texts.ts';
import { greeting, type MailOrder } from './order-lines.ts';
import { ownerFacts } from './owner-facts.ts';

/** The subject of a letter, and its request for payment. */
interface Letter {
  subject: string;
  /** The sentences before the facts, unless a part of the amount has come. */
  texts: string[];
  /** The sentences right before the button. */
  advice: string[];
  payButton: Block;
}

/**
 * A letter to an owner from the accountant who ordered the renewal: in their name, with answers going to them, the
 * means to check that it is genuine, and the visible address behind the button.
 */
export async function ownerLetter(
  context: Context,
  mail: Pick<MailOrder, 'order' | 'firmName'>,
  line: Tables['order_lines'],
  to: MailAddress,
  { subject, texts, advice, payButton }: Letter,
): Promise<MailDocument> {
  const { order, firmName } = mail;
  const say = sayIn(order.locale);
  const seller = await readSeller(context, order.portal_id);
  const received = (await readReceived(context.db, [line.id])).get(line.id) ?? 0;
  const intro = received > 0 ? [say('owner.short', shortValues(say, mail, line, received))] : texts;
  const text = (of: string): Block => ({ kind: 'text', text: of });
  return {
    subject,
    preview: say('owner.preview', {
      amount: formatDong(line.total - received),
      until: formatDate(order.due_date),
      placedBy: order.accountant_name,
      firm: firmName,
    }),
    locale: order.locale,
    by: { name: `${order.accountant_name} (${firmName})`, email: ordererEmail(order) },
    blocks: [
      greeting(say, to),
      ...intro.map(text),
      await ownerFacts(context, say, order, line, received),
      ...advice.map(text),
      payButton.kind === 'action' ? { ...payButton, showsUrl: true } : payButton,
      { kind: 'note', text: genuine(say, order, seller.name) },
      { kind: 'signature', lines: signature(say, mail) },
      { kind: 'note', text: say('owner.footer', { seller: seller.name }) },
    ],
  };
}

/** A part of the amount has come, and waits for the rest. */
function shortValues(
  say: Say,
  { order, firmName }: Pick<MailOrder, 'order' | 'firmName'>,
  line: Tables['order_lines'],
  received: Dong,
) {
  return {
    received: formatDong(received),
    missing: formatDong(line.total - received),
    product: productAndPlan(say.locale, soldByLine(line)),
    name: line.customer_name,
    taxCode: line.tax_code,
    placedBy: order.accountant_name,
    firm: firmName,
  };
}

/** Ways to make sure that the mail is no fraud. */
function genuine(say: Say, order: Tables['orders'], seller: string): string {
  const values = { placedBy: order.accountant_name, phone: ordererPhone(order), seller };
  const canAnswer = ordererEmail(order) !== null;
  return [
    say('owner.noSecrets', values),
    values.phone === '' ? '' : say('owner.callFirst', values),
    canAnswer ? say('owner.answer', values) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function signature(say: Say, { order, firmName }: Pick<MailOrder, 'order' | 'firmName'>): string[] {
  return [say('owner.regards'), order.accountant_name, firmName, ordererPhone(order)].filter(
    Boolean,
  );
}
