import { formatDate } from '../../shared/calendar-date.ts';
import type { Locale } from '../../shared/schemas/common.ts';
import { soldText } from '../../shared/sold-text.ts';
import { countCustomers } from '../orders/core/count-customers.ts';
import { soldByLine } from '../orders/core/order-line-remarks.ts';
import type { Preview } from './layout.ts';
import type { LinkState } from './link-state.ts';
import type { Say } from './say.ts';
import { endOf } from './status-notice.ts';

/**
 * A chat's preview of a link: customer, product, due date and seller. Chats keep previews for days and show them to
 * everybody in the conversation, so there is no amount, tax code or telephone in it.
 */
export function linkPreview(
  say: Say,
  locale: Locale,
  { firmName, sellerName, logo }: { firmName: string; sellerName: string; logo: string | null },
  state: LinkState,
): Preview {
  const { order, lines } = state.opened;
  const [line, ...others] = lines;
  const values = {
    name: line?.customer_name ?? '',
    count: lines.length,
    firm: firmName,
    seller: sellerName,
    until: formatDate(order.due_date),
  };
  const isOne = line !== undefined && countCustomers(lines) === 1;
  const title = say(isOne ? 'preview.title' : 'preview.titleOfSeveral', values);
  const ended = state.due > 0 ? null : endOf(state);
  if (ended !== null) {
    return {
      title,
      description: say('preview.ended', { ...values, state: say(`${ended}Title`) }),
      logo,
      siteName: sellerName,
    };
  }
  const what =
    line !== undefined && others.length === 0
      ? say('preview.line', {
          plan: soldText(say, locale, soldByLine(line)),
          from: formatDate(line.present_expiry),
          to: formatDate(line.new_expiry),
        })
      : '';
  const description = [what, say('preview.due', values)].filter(Boolean).join(' ');
  return { title, description, logo, siteName: sellerName };
}
