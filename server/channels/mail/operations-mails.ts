import { formatInstant } from '../../../shared/calendar-date.ts';
import { fillMessage } from '../../../shared/messages/index.ts';
import { formatDong } from '../../../shared/money.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { withoutLinks } from './document/dead-links.ts';
import type { Block, MailDocument } from './document/mail-document.ts';
import { GATEWAY_NAMES, operationsTexts } from './operations-texts.ts';
import { readRefund, refundValues } from './payment-mails.ts';
import type { MailHold } from './smtp/mail-channel.ts';
import { sayIn } from './texts/mail-texts.ts';

export function say(
  key: keyof typeof operationsTexts,
  values?: Record<string, string | number>,
): string {
  return fillMessage(operationsTexts[key], values);
}

/** The task, the known facts, and the page on which to do it. */
export function operationsMail(
  { config }: Pick<Context, 'config'>,
  subject: string,
  intro: string,
  known: [string, string][] | Block[],
): MailDocument {
  const url = `${config.publicUrl}/operations/`;
  return {
    subject,
    locale: 'vi',
    blocks: [
      { kind: 'text', text: say('greeting') },
      { kind: 'text', text: intro },
      ...blocksOf(known),
      ...(config.operationsPassword === null
        ? []
        : [{ kind: 'action' as const, label: say('open'), url }]),
      { kind: 'note', text: sayIn('vi')('footer') },
    ],
  };
}

function blocksOf(known: [string, string][] | Block[]): Block[] {
  const isFacts = (each: typeof known): each is [string, string][] => Array.isArray(each[0]);
  return isFacts(known) ? [{ kind: 'facts', facts: known }] : known;
}

/** Money for an unknown attempt. */
export async function paymentUnmatchedMail(
  context: Context,
  job: MailJobOf<'payment_unmatched'>,
): Promise<MailDocument | null> {
  const payment = await context.db
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', job.paymentId)
    .executeTakeFirst();
  // A person has found it to be a second report of other money meanwhile.
  if (payment === undefined) return null;
  const values = { amount: formatDong(payment.amount) };
  const what = payment.possible_duplicate_of === null ? 'unmatched' : 'possibleDuplicate';
  return operationsMail(context, say(`${what}.subject`, values), say(`${what}.intro`, values), [
    [say('gateway'), GATEWAY_NAMES[payment.gateway]],
    [say('transaction'), payment.bank_reference ?? payment.gateway_transaction_id],
    [say('memo'), payment.memo],
    [say('receivedAt'), formatInstant(payment.received_at)],
  ]);
}

export async function refundDueOperationsMail(
  context: Context,
  job: MailJobOf<'refund_due_operations'>,
): Promise<MailDocument> {
  const { values, facts } = await aboutRefund(context, job.refundDueId);
  return operationsMail(
    context,
    say('refundDue.subject', values),
    say('refundDue.intro', values),
    facts,
  );
}

/** A refund that its gateway refused, or left unclear. */
export async function refundNotMadeMail(
  context: Context,
  job: MailJobOf<'refund_not_made'>,
): Promise<MailDocument> {
  const { values, facts } = await aboutRefund(context, job.refundDueId);
  return operationsMail(
    context,
    say('refundNotMade.subject', values),
    say(`refundNotMade.${job.state}`, values),
    [...facts, [say('error'), job.error]],
  );
}

async function aboutRefund(context: Context, refundDueId: string) {
  const due = await readRefund(context, refundDueId);
  const sayCommon = sayIn('vi');
  const values = await refundValues(context, sayCommon, due);
  const facts: [string, string][] = [
    [say('order'), due.number],
    [say('customer'), values.names],
    [sayCommon('term.paymentMethod'), sayCommon(`method.${due.method}`)],
    [say('transaction'), due.bank_reference ?? due.gateway_transaction_id],
    [say('receivedAt'), formatInstant(due.received_at)],
    [say('reason'), values.reason],
  ];
  return { values, facts };
}

const TEXT_OF_OUTCOME: Partial<Record<string, 'lateSuspicion' | 'unanswered'>> = {
  suspected_after_paid: 'lateSuspicion',
  unanswered: 'unanswered',
};

/** A gateway's rightly signed message about another amount than requested, or about none. */
export async function gatewayMessageOddMail(
  context: Context,
  job: MailJobOf<'gateway_message_odd'>,
): Promise<MailDocument> {
  const message = await context.db
    .selectFrom('gateway_messages')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'gateway_messages.payment_attempt_id')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select([
      'gateway',
      'transaction_id',
      'gateway_messages.amount as told',
      'received_at',
      'outcome',
    ])
    .select(['payment_attempts.amount as asked', 'reference', 'number'])
    .where('gateway_messages.id', '=', job.messageId)
    .executeTakeFirstOrThrow();
  const told = message.told === null ? say('unknown') : formatDong(message.told);
  const text = TEXT_OF_OUTCOME[message.outcome] ?? 'messageOdd';
  return operationsMail(
    context,
    say(`${text}.subject`, { asked: formatDong(message.asked), number: message.number }),
    say(`${text}.intro`),
    [
      [say('order'), message.number],
      [say('gateway'), GATEWAY_NAMES[message.gateway]],
      [say('transaction'), message.transaction_id ?? say('unknown')],
      [say('reference'), message.reference],
      [say('asked'), formatDong(message.asked)],
      [say('told'), told],
      [say('receivedAt'), formatInstant(message.received_at)],
    ],
  );
}

export function mailUndeliverableMail(
  context: Context,
  { mail }: MailJobOf<'mail_undeliverable'>,
): MailDocument {
  return operationsMail(
    context,
    say('undeliverable.subject', mail),
    say('undeliverable.intro', mail),
    [[say('error'), withoutLinks(mail.error)]],
  );
}

/** Sent by the second mail server, while the first accepts no mail. */
export function mailsHeldMail(context: Context, hold: MailHold, count: number): MailDocument {
  return operationsMail(context, say('mailsHeld.subject'), say('mailsHeld.intro', { count }), [
    [say('since'), formatInstant(hold.since)],
    [say('error'), hold.error],
  ]);
}

export function eventUndeliverableMail(
  context: Context,
  { event }: MailJobOf<'event_undeliverable'>,
): MailDocument {
  const values = { ...event, portal: event.portalId };
  return operationsMail(
    context,
    say('eventUndeliverable.subject', values),
    say('eventUndeliverable.intro', values),
    [[say('error'), withoutLinks(event.error)]],
  );
}
