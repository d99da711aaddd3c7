import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { formatInteger } from '../../../shared/money.ts';
import { staticAsset } from '../../http/static-asset.ts';
import { PAGE_CSS } from '../../pages/page-css.ts';
import type { Done } from '../deeds/done-notice.ts';
import type { HeldMails, Work } from '../lists/list-work.ts';
import type { Outcome } from '../lists/read-outcome.ts';
import { LIST_NAMES, queryOf } from '../lists/view-of.ts';
import { doneNotice } from './done-view.ts';
import { type Failure, type Forms, formsWith } from './forms.ts';
import { itemOf } from './item-view.ts';
import { listSection, summary } from './section-view.ts';
import { facts, type Html } from './view-parts.ts';

export const OPERATIONS_CSS = staticAsset(
  new URL('./assets/operations.css', import.meta.url),
  '/operations/assets',
  'css',
);

/**
 * Everything that waits for a person, in Vietnamese.
 *
 * @param gone where the money of the action that was done has gone
 */
export function workView(
  work: Work,
  refundable: ReadonlySet<string>,
  outcome: Done | Failure | null,
  gone: readonly Outcome[],
): Html {
  const form = formsWith(outcome && isDone(outcome) ? null : outcome, queryOf(work.view));
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Vận hành – Gia hạn giấy phép</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PAGE_CSS.path}">
<link rel="stylesheet" href="${OPERATIONS_CSS.path}">
</head>
<body>
<main>
<h1>Vận hành</h1>
${outcome === null ? '' : notice(outcome, gone, form)}
${work.heldMails ? heldMailsNotice(work.heldMails) : ''}
${work.view.list === null ? summary(LIST_NAMES, work.pages) : html`<p><a href="/operations/">← Tất cả việc cần làm</a></p>`}
${LIST_NAMES.map((list) => {
  const page = work.pages.get(list);
  // Money that is no customer's waits for nobody.
  if (list === 'aside' && work.view.list === null && page?.items === 0) return '';
  return listSection(list, page, work.view, itemOf(list, work, refundable, form));
})}
</main>
</body>
</html>`;
}

/** Without a button: mails leave by themselves as soon as the mail server accepts them again. */
function heldMailsNotice({ since, error, count }: HeldMails): Html {
  return html`<section class="card notice bad" role="status">
<h2>Máy chủ thư không nhận thư</h2>
<p>Từ ${formatInstant(since)}, mọi email được giữ lại: ${formatInteger(count)} email đang chờ. Hệ thống tự thử lại và gửi hết khi máy chủ nhận thư trở lại. Vui lòng kiểm tra máy chủ thư và cấu hình SMTP_URL, MAIL_FROM.</p>
${facts({ Lỗi: error })}
</section>`;
}

function notice(outcome: Done | Failure, gone: readonly Outcome[], form: Forms): Html {
  if (isDone(outcome)) return doneNotice(outcome, gone, form);
  return html`<p class="card notice bad" role="alert">${outcome.text}</p>`;
}

function isDone(outcome: Done | Failure): outcome is Done {
  return 'count' in outcome;
}
