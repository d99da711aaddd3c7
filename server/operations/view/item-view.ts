import { html } from 'hono/html';
import { formatDong } from '../../../shared/money.ts';
import type { Work } from '../lists/list-work.ts';
import type { Thing } from '../lists/read-page.ts';
import type { ListName } from '../lists/view-of.ts';
import { deadItem, KIND } from './dead-view.ts';
import type { Forms } from './forms.ts';
import { groupItem } from './group-view.ts';
import { OUTCOME, oddItem } from './odd-view.ts';
import { setAsideItem } from './other-deeds-view.ts';
import { refundGroup, refundItem } from './refund-view.ts';
import { doubtfulItem, possibleDuplicateItem } from './twin-view.ts';
import { unappliedItem, underpaidItem } from './unapplied-view.ts';
import { GATEWAY, type Html } from './view-parts.ts';

/** The views of a list's items: of one by itself, and of several similar ones. */
export function itemOf(
  list: ListName,
  work: Work,
  refundable: ReadonlySet<string>,
  form: Forms,
): (thing: Thing) => Html {
  const of = <Row extends { id: string }>(
    rows: readonly Row[],
    show: (row: Row) => Html,
    about?: (row: Row) => Parameters<typeof groupItem>[2],
  ) => {
    const byId = new Map(rows.map((row) => [row.id, row]));
    return (thing: Thing) => {
      const row = byId.get(thing.id);
      // Dealt with between two queries.
      if (row === undefined) return html``;
      return thing.count > 1 && about ? groupItem(list, thing, about(row), form) : show(row);
    };
  };
  const unappliedGroup = (payment: Work['unapplied'][number]) => ({
    title: formatDong(payment.amount),
    status: 'Giống nhau',
    rows: { 'Nhận qua': GATEWAY[payment.gateway], 'Nội dung': `«${payment.memo}»` },
  });
  switch (list) {
    case 'duplicates':
      return of(
        work.possibleDuplicates,
        (row) => possibleDuplicateItem(row, work.twins.get(row.id), form),
        unappliedGroup,
      );
    case 'unapplied':
      return of(
        work.unapplied,
        (row) => unappliedItem(row, work.twins.get(row.id), form),
        unappliedGroup,
      );
    case 'underpaid':
      return of(work.underpaid, (row) => underpaidItem(row, form));
    case 'refunds':
      return of(
        work.refunds,
        (row) => refundItem(row, refundable, work.twins.get(row.paymentId), form),
        refundGroup,
      );
    case 'dead':
      return of(
        work.dead,
        (row) => deadItem(row, form),
        (row) => ({
          title: KIND[row.kind],
          status: 'Giống nhau',
          rows: {
            'Đơn hàng, gần nhất': row.orderNumber,
            'Người nhận, gần nhất': row.to?.email ?? null,
            'Cổng kế toán': row.event?.portalId ?? null,
            Lỗi: row.error,
          },
        }),
      );
    case 'messages':
      return of(
        work.oddMessages,
        (row) => oddItem(row, form),
        (row) => ({
          title: GATEWAY[row.gateway],
          status: OUTCOME[row.outcome],
          rows: { 'Đơn hàng': row.orderNumber },
        }),
      );
    case 'reports':
      return of(work.doubtfulReports, (row) => doubtfulItem(row, form));
    case 'aside':
      return of(
        work.setAside,
        (row) => setAsideItem(row, form),
        (row) => ({
          title: formatDong(row.set_aside),
          status: 'Giống nhau',
          rows: { 'Ghi chú': row.set_aside_note, 'Nội dung': `«${row.memo}»` },
        }),
      );
  }
}
