import { calendarDateAt, formatDate } from '../../../../shared/calendar-date.ts';
import { type Dong, formatDong, sumDong } from '../../../../shared/money.ts';
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
import { greeting, lineTable, type MailOrder, NEW_EXPIRY, namesOf } from './order-lines.ts';
import { orderFacts, ownerFacts } from './owner-facts.ts';
import { type PayButton, payBlocks } from './pay-blocks.ts';

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
  const { order } = mail;
  const say = sayIn(order.locale);
  const received = (await readReceived(context.db, [line.id])).get(line.id) ?? 0;
  const intro = received > 0 ? [say('owner.short', shortValues(say, mail, line, received))] : texts;
  return await letter(context, mail, to, {
    subject,
    amount: line.total - received,
    blocks: [
      ...intro.map(text),
      await ownerFacts(context, say, order, line, received),
      ...advice.map(text),
      payButton,
    ],
    after: [],
  });
}

interface Lines {
  lines: readonly Tables['order_lines'][];
  /** The amount that the addressee is still to pay of them; null where the firm pays them. */
  amount: Dong | null;
  /** The lines' total before they got dearer; missing in reminders. */
  former?: Dong;
  /** Sentences about lines of which a part has come. */
  short: readonly Block[];
}

/**
 * The same letter about several lines, with a button for each and a table of all: a reminder, or that they got dearer; or
 * that the firm pays them.
 */
export async function linesLetter(
  context: Context,
  mail: Pick<MailOrder, 'order' | 'firmName'>,
  { lines, amount, former, short }: Lines,
  to: MailAddress,
  payButton?: PayButton,
): Promise<MailDocument> {
  const { order, firmName } = mail;
  const say = sayIn(order.locale);
  const values = {
    placedBy: order.accountant_name,
    firm: firmName,
    names: namesOf(say, lines),
    amount: formatDong(amount ?? 0),
    former: formatDong(former ?? 0),
    total: formatDong(sumDong(lines.map((line) => line.total))),
    dueDate: formatDate(order.due_date),
  };
  const asked = former === undefined ? 'linesDueSoon' : 'linesRepriced';
  const name = amount === null ? 'firmDueSoon' : asked;
  return await letter(context, mail, to, {
    subject: say(`${name}.subject`, values),
    amount,
    blocks: [
      text(say(`${name}.intro`, values)),
      ...short,
      await orderFacts(context, say, order, amount),
      ...(amount === null ? [] : [text(say('lineDueSoon.advice', values))]),
      ...(await payBlocks(context, mail, lines, 'lines', payButton)),
    ],
    after: [lineTable(say, lines, NEW_EXPIRY, calendarDateAt(context.now()))],
  });
}

interface Frame {
  subject: string;
  /** The amount that the addressee is still to pay; null: nothing. */
  amount: Dong | null;
  /** The blocks down to the buttons. */
  blocks: readonly Block[];
  /** The blocks below the buttons. */
  after: readonly Block[];
}

/** A letter in the accountant's name; where it asks to pay, with the means to check that it is genuine. */
async function letter(
  context: Context,
  mail: Pick<MailOrder, 'order' | 'firmName'>,
  to: MailAddress,
  { subject, amount, blocks, after }: Frame,
): Promise<MailDocument> {
  const { order, firmName } = mail;
  const say = sayIn(order.locale);
  const seller = await readSeller(context, order.portal_id);
  const values = {
    until: formatDate(order.due_date),
    placedBy: order.accountant_name,
    firm: firmName,
  };
  return {
    subject,
    ...(amount === null
      ? {}
      : { preview: say('owner.preview', { ...values, amount: formatDong(amount) }) }),
    locale: order.locale,
    by: { name: `${order.accountant_name} (${firmName})`, email: ordererEmail(order) },
    blocks: [
      greeting(say, to),
      ...blocks.map((block) => (block.kind === 'action' ? { ...block, showsUrl: true } : block)),
      ...after,
      ...(amount === null ? [] : [note(genuine(say, order, seller.name))]),
      { kind: 'signature', lines: signature(say, mail) },
      note(say('owner.footer', { seller: seller.name })),
    ],
  };
}

function text(of: string): Block {
  return { kind: 'text', text: of };
}

function note(of: string): Block {
  return { kind: 'note', text: of };
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
