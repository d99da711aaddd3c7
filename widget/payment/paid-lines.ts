import { html, nothing, type TemplateResult } from 'lit';
import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';
import { pageOf, pager } from '../ui/pager.ts';

/** What was paid, when, and the expiry that is in force since. Goes with `listStyles`. */
export function paidLines(
  t: Translate,
  lines: readonly OrderLine[],
  page: number,
  onPage: (page: number) => void,
): TemplateResult {
  return html`<section class="card list-card" aria-label=${t('lines')}>
    <table>
      <thead>
        <tr>
          <th>${t('term.customer')}</th>
          <th>${t('term.newExpiry')}</th>
          <th>${t('paidOn')}</th>
          <th class="number">${t('term.amount')}</th>
        </tr>
      </thead>
      <tbody>
        ${pageOf(lines, page).map(
          (line) => html`<tr>
            <td class="main">
              <strong>${line.customer.name}</strong>
              <div class="muted">${line.customer.taxCode}</div>
            </td>
            <td data-label=${t('term.newExpiry')}><strong>${formatDate(line.newExpiry)}</strong></td>
            <td data-label=${t('paidOn')}>${line.paidAt === null ? nothing : formatDate(calendarDateAt(line.paidAt))}</td>
            <td class="number" data-label=${t('term.amount')}>${formatDong(line.total)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${pager(t, lines.length, page, onPage)}
  </section>`;
}
