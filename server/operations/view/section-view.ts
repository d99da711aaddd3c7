import { html } from 'hono/html';
import { formatDong, formatInteger } from '../../../shared/money.ts';
import type { Page, Thing } from '../lists/read-page.ts';
import { type ListName, queryOf, SORTS, type Sort, type View } from '../lists/view-of.ts';
import { SOURCES } from '../lists/work-sources.ts';
import type { Html } from './view-parts.ts';

const TITLE: Record<ListName, string> = {
  duplicates: 'Có thể được báo hai lần',
  unapplied: 'Tiền đang giữ',
  underpaid: 'Tiền chuyển thiếu đang chờ',
  refunds: 'Tiền cần hoàn',
  dead: 'Không gửi được',
  messages: 'Thông báo cần xem',
  reports: 'Thông báo đã gộp cần xem',
  aside: 'Không phải tiền khách hàng',
};

const SORT: Record<Sort, string> = {
  amount: 'Số tiền lớn nhất trước',
  oldest: 'Cũ nhất trước',
  newest: 'Mới nhất trước',
};

/** An overview, above the lists, of everything that waits for a person. */
export function summary(lists: readonly ListName[], pages: ReadonlyMap<ListName, Page>): Html {
  const waiting = lists
    .filter((list) => list !== 'aside')
    .map((list) => ({ list, items: pages.get(list)?.items ?? 0 }))
    .filter(({ items }) => items > 0);
  if (waiting.length === 0)
    return html`<p class="card notice good">Không có việc nào đang chờ.</p>`;
  return html`<nav class="card summary" aria-label="Việc đang chờ">${waiting.map(
    ({ list, items }) => html`<a href="#${list}">${TITLE[list]} (${formatInteger(items)})</a> `,
  )}</nav>`;
}

/** A list: the number of all its items, those shown, and the way to the rest. */
export function listSection(
  list: ListName,
  page: Page | undefined,
  view: View,
  item: (thing: Thing) => Html,
): Html {
  if (page === undefined) return html``;
  const { items, sum, shown } = page;
  const { isMoney } = SOURCES[list];
  return html`<section class="card" id="${list}"><h2>${TITLE[list]} <span class="muted">(${formatInteger(items)})</span>${isMoney && items > 0 ? html` <span class="muted sum">${formatDong(sum)}</span>` : ''}</h2>
${view.list === null ? '' : tools(list, view)}
${shown.length === 0 ? html`<p class="muted">${emptyText(view, items)}</p>` : html`<ul class="lines">${shown.map(item)}</ul>`}
${pager(list, page, view)}</section>`;
}

function emptyText({ search, like, after }: View, items: number): string {
  if (search !== '' && items === 0) return `Không tìm thấy «${search}».`;
  if (after !== null) return 'Hết danh sách.';
  return like === null ? 'Không có việc nào.' : 'Các khoản này đã được xử lý.';
}

/** Sorting and searching, by links alone. */
function tools(list: ListName, view: View): Html {
  const sort = view.sort ?? SOURCES[list].sort;
  const label = (each: Sort) =>
    each === 'amount' && !SOURCES[list].isMoney ? 'Nhiều nhất trước' : SORT[each];
  return html`<form method="get" action="/operations/" class="tools" role="search">
<input type="hidden" name="list" value="${list}">${view.like ? html`<input type="hidden" name="like" value="${view.like}">` : ''}
<label>Tìm <input type="search" name="q" value="${view.search}" maxlength="100" autocomplete="off"></label>
<label>Sắp xếp <select name="sort">${SORTS.map((each) => html`<option value="${each}"${each === sort ? html` selected` : ''}>${label(each)}</option>`)}</select></label>
<button type="submit" class="plain">Xem</button></form>`;
}

function pager(list: ListName, page: Page, view: View): Html {
  const { things, before, shown, next, items } = page;
  const href = (change: Partial<View>) => {
    const query = queryOf({ ...view, list, ...change });
    return `/operations/?${query}`;
  };
  if (view.list === null) {
    if (things <= shown.length)
      return things === 0
        ? html``
        : html`<p class="pager"><a href="${href({})}">Tìm và sắp xếp</a></p>`;
    return html`<p class="pager"><span class="muted">Đang hiện ${formatInteger(shown.length)} trong ${formatInteger(things)} mục.</span> <a href="${href({})}">Xem tất cả ${formatInteger(items)}</a></p>`;
  }
  return html`<p class="pager">${shown.length === 0 ? '' : html`<span class="muted">Mục ${formatInteger(before + 1)}–${formatInteger(before + shown.length)} trong ${formatInteger(things)}.</span>`}
${view.after ? html`<a href="${href({ after: null })}">Về đầu danh sách</a>` : ''}
${next ? html`<a href="${href({ after: next })}" rel="next">Trang sau</a>` : ''}
${view.like ? html`<a href="${href({ like: null, after: null })}">Cả danh sách</a>` : ''}
<a href="/operations/">Tất cả việc cần làm</a></p>`;
}
