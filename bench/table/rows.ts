import { formatDate } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import { type DraftRow, emptyRow } from '../../widget/ordering/draft/draft.ts';
import { withLicense } from '../../widget/ordering/draft/row-license.ts';
import { customersOf, PRICE } from '../../widget/testing/firm.ts';

const COUNT = 2_000;

const customers = customersOf(COUNT + COUNT / 8).filter(({ licenses }) => licenses.length > 0);

/** The rows of an order, as the form has them. */
export const draftRows: DraftRow[] = customers
  .slice(0, COUNT)
  .map((customer, index) =>
    withLicense({ ...emptyRow([]), key: index + 1 }, customer, customer.licenses[0]),
  );

/** The same as plain values. */
export const plainRows = draftRows.map((row, index) => ({
  id: row.key,
  index: index + 1,
  code: row.customer?.taxCode ?? '',
  name: row.customer?.name ?? '',
  plan: row.customer?.licenses[0]?.renewal.plan.name.vi ?? '',
  year: row.firstFiscalYear,
  years: row.years,
  expiry: formatDate(row.customer?.licenses[0]?.expiry ?? ''),
  newExpiry: formatDate(`${row.firstFiscalYear}-12-31`),
  amount: formatDong(PRICE),
  notes: '',
}));

export type PlainRow = (typeof plainRows)[number];

export const COLUMNS: readonly { field: keyof PlainRow; title: string; width: number }[] = [
  { field: 'index', title: 'STT', width: 46 },
  { field: 'code', title: 'MST/Mã số kinh doanh', width: 150 },
  { field: 'name', title: 'Khách hàng', width: 260 },
  { field: 'plan', title: 'Gói sản phẩm', width: 240 },
  { field: 'year', title: 'Năm tài chính', width: 84 },
  { field: 'years', title: 'Số năm gia hạn', width: 100 },
  { field: 'expiry', title: 'Hạn sử dụng', width: 98 },
  { field: 'newExpiry', title: 'Ngày hết hạn mới', width: 104 },
  { field: 'amount', title: 'Thành tiền', width: 112 },
  { field: 'notes', title: 'Lưu ý', width: 250 },
];
