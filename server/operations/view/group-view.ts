import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong, formatInteger } from '../../../shared/money.ts';
import { MOST_AT_ONCE } from '../deeds/group-deeds.ts';
import type { Thing } from '../lists/read-page.ts';
import { type ListName, OVERVIEW, queryOf } from '../lists/view-of.ts';
import { SOURCES } from '../lists/work-sources.ts';
import { type Forms, textField } from './forms.ts';
import { facts, type Html } from './view-parts.ts';

/** Several similar items: their number, their sum, and actions on all of them. */
export function groupItem(
  list: ListName,
  thing: Thing,
  about: { title: string; status: string; rows: Record<string, string | null> },
  form: Forms,
): Html {
  const { id, count, sum, largest, oldest, newest } = thing;
  const { isMoney } = SOURCES[list];
  const fields = { likeId: id, upTo: id };
  return html`<li>
<div class="row"><strong>${formatInteger(count)} × ${about.title}</strong><span class="status">${about.status}</span></div>
${facts({
  'Tổng số tiền': isMoney ? formatDong(sum) : null,
  'Lớn nhất': isMoney && largest * count !== sum ? formatDong(largest) : null,
  Từ: formatInstant(oldest),
  Đến: formatInstant(newest),
  ...about.rows,
})}
<p><a href="/operations/?${queryOf({ ...OVERVIEW, list, like: id })}">Xem từng mục</a></p>
${count > MOST_AT_ONCE ? html`<p class="muted">Mỗi lần xử lý ${formatInteger(MOST_AT_ONCE)} mục, cũ nhất trước.</p>` : ''}
${DEEDS[list]?.(fields, form) ?? ''}
</li>`;
}

const DEEDS: Partial<Record<ListName, (fields: Record<string, string>, form: Forms) => Html>> = {
  unapplied: (fields, form) => html`${form({
    path: 'groups/set-aside',
    fields,
    summary: 'Không phải tiền khách hàng',
    label: 'Tất cả không phải tiền khách hàng',
    isMoney: true,
    isPlain: true,
    body: (typed, refused) =>
      textField('Ghi chú', 'note', typed('note'), { maxLength: 200, isRefused: refused !== null }),
  })}
${form({ path: 'groups/return', fields, label: 'Chuyển tất cả sang cần hoàn', isMoney: true, isPlain: true })}`,
  dead: (
    fields,
    form,
  ) => html`${form({ path: 'groups/retry', fields, label: 'Thử lại tất cả', isPlain: true })}
${form({
  path: 'groups/drop',
  fields,
  summary: 'Không gửi nữa',
  label: 'Không gửi nữa',
  isMoney: true,
  isPlain: true,
})}`,
  aside: (fields, form) =>
    form({
      path: 'groups/take-back',
      fields,
      label: 'Đưa tất cả lại vào tiền đang giữ',
      isMoney: true,
      isPlain: true,
    }),
  messages: (fields, form) =>
    form({ path: 'groups/review', fields, label: 'Đã xem tất cả', isPlain: true }),
};
