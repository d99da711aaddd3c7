import { formatDate } from '../../shared/calendar-date.ts';
import { formatFiscalYears } from '../../shared/fiscal-year.ts';
import { formatDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import type { MailJob } from '../outbox/enqueue.ts';
import { paymentLinkUrl } from '../payments/create-payment-link.ts';
import type { MailDocument } from './mail-document.ts';
import { sayIn } from './mail-texts.ts';
import { greeting } from './order-lines.ts';

/**
 * To a line's owner: what is to be paid, for what, and where. Nothing of any other customer. Null when the
 * line awaits no payment any more.
 */
export async function paymentLinkMail(
  context: Context,
  job: Extract<MailJob, { kind: 'payment_link' }>,
): Promise<MailDocument | null> {
  const line = await context.db
    .selectFrom('payment_links')
    .innerJoin('order_lines', 'order_lines.id', 'payment_links.order_line_id')
    .innerJoin('orders', 'orders.id', 'payment_links.order_id')
    .innerJoin('firms', (join) =>
      join
        .onRef('firms.portal_id', '=', 'orders.portal_id')
        .onRef('firms.id', '=', 'orders.firm_id'),
    )
    .selectAll('order_lines')
    .select([
      'payment_links.token_hash',
      'orders.due_date',
      'orders.locale',
      'accountant_name',
      'firms.name as firm',
    ])
    .where('payment_links.id', '=', job.linkId)
    .executeTakeFirstOrThrow();
  if (line.state !== 'awaiting_payment') return null;
  const say = sayIn(line.locale);
  const values = {
    placedBy: line.accountant_name,
    firm: line.firm,
    name: line.customer_name,
    taxCode: line.tax_code,
    plan: line.locale === 'vi' ? line.plan_name_vi : line.plan_name_en,
    years: formatFiscalYears(line.first_fiscal_year, line.years),
    expiry: formatDate(line.new_expiry),
    amount: formatDong(line.total),
    until: formatDate(line.due_date),
  };
  return {
    subject: say('paymentLink.subject', values),
    locale: line.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('paymentLink.intro', values) },
      { kind: 'text', text: say('paymentLink.advice', values) },
      {
        kind: 'action',
        label: say('pay.now'),
        url: paymentLinkUrl(context, { id: job.linkId, token_hash: line.token_hash }),
      },
      { kind: 'note', text: say('footer') },
    ],
  };
}
