import { html, nothing, type TemplateResult } from 'lit';
import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import { soldText } from '../../../shared/sold-text.ts';
import { termText } from '../../../shared/term-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { Exported } from '../export/export-buttons.ts';

/** The buttons that save the lines found; for an order of one line there are none. */
export function linesExport(
  signIn: SignIn,
  order: Order,
  found: readonly OrderLine[],
): TemplateResult | typeof nothing {
  if (order.lines.length < 2) return nothing;
  return html`<div class="files row">
    <renewal-export-buttons
      .signIn=${signIn}
      .read=${async () => exportedLines(signIn, order, found)}
    ></renewal-export-buttons>
  </div>`;
}

/** Lines of an order with their terms, states and prices, for a file; amounts are plain numbers. */
function exportedLines(
  { t, locale }: SignIn,
  { number }: Order,
  lines: readonly OrderLine[],
): Exported {
  return {
    name: number,
    sheet: number,
    dates: [4, 5, 8],
    said: t('unpaid.exported', { count: lines.length }),
    rows: [
      [
        t('term.taxCode'),
        t('term.customer'),
        t('term.plan'),
        t('term.duration'),
        t('term.presentExpiry'),
        t('term.newExpiry'),
        t('payer'),
        t('state'),
        t('orders.paid'),
        t('term.list'),
        t('term.discount'),
        t('term.vat'),
        t('term.amount'),
      ],
      ...lines.map((line) => [
        line.customer.taxCode,
        line.customer.name,
        soldText(t, locale, line),
        termText(t, line),
        formatDate(line.presentExpiry),
        formatDate(line.newExpiry),
        t(`payer.${line.payer}`),
        t(`lineState.${line.state}`),
        line.paidAt === null ? '' : formatDate(calendarDateAt(line.paidAt)),
        line.list,
        line.discount,
        line.vat,
        line.total,
      ]),
    ],
  };
}
