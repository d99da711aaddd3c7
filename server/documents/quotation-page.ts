import { html } from 'hono/html';
import { type CalendarDate, calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import { lineRemarks } from '../../shared/line-remarks.ts';
import { formatDong, formatInteger } from '../../shared/money.ts';
import { dongInWords } from '../../shared/money-in-words.ts';
import { soldText } from '../../shared/sold-text.ts';
import { type Term, termColumn } from '../../shared/term-text.ts';
import { readDocumentToken } from '../addresses/document-token.ts';
import type { Context } from '../context/context.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { discountsOf } from '../quoting/pricing/pricing.ts';
import { vatText } from '../quoting/pricing/vat-text.ts';
import {
  effectOfQuotationLine,
  type QuotationContent,
  type QuotationLine,
  quotationColumn,
} from '../quoting/quotes/quotation-content.ts';
import { type Column, documentPage, facts, type Html, table } from './layout.ts';
import { sayIn } from './say.ts';

/** Quotations are in Vietnamese, as the trade's papers are. */
const say = sayIn('vi');

const DISCOUNT_NAMES = {
  volume: 'Chiết khấu theo số lượng',
  referral: 'Mã giới thiệu',
  code: 'Mã giảm giá',
} as const;

/**
 * A quotation as it was saved, whatever has changed since.
 *
 * @throws DomainError NOT_FOUND when the token is not ours, or a receipt's
 */
export async function quotationPage(context: Context, token: string): Promise<Html> {
  const ids = readDocumentToken(context.config.linkSecret, 'quotation', token);
  if (ids?.length !== 1) throw new DomainError('NOT_FOUND');
  const quotation = await context.db
    .selectFrom('quotations')
    .selectAll()
    .where('id', '=', ids[0] ?? '')
    .executeTakeFirst();
  if (quotation === undefined) throw new DomainError('NOT_FOUND');
  const content = quotationColumn.decode(quotation.content);
  const madeOn = calendarDateAt(quotation.created_at);
  return documentPage({
    locale: 'vi',
    title: 'Báo giá',
    subtitle: `Số ${quotation.number}, ngày ${formatDate(madeOn)}`,
    seller: { name: content.seller, ...(content.sellerDetails ?? { taxCode: '', address: '' }) },
    body: quotationBody(quotation, content, calendarDateAt(context.now())),
  });
}

function quotationBody(
  quotation: Tables['quotations'],
  content: QuotationContent,
  today: CalendarDate,
): Html {
  const forAnother = content.buyer !== content.firm;
  return html`${today > quotation.valid_until ? html`<p class="notice" role="alert"><strong>Báo giá đã hết hiệu lực.</strong> Vui lòng yêu cầu báo giá mới.</p>` : ''}
${facts([
  ['Kính gửi', content.buyer],
  ['Đơn vị đặt hàng', forAnother ? content.firm : ''],
  ['Người lập', quotation.accountant_name],
  ['Hiệu lực đến hết ngày', formatDate(quotation.valid_until)],
])}
<p>${content.seller} trân trọng gửi tới Quý khách báo giá gia hạn giấy phép sử dụng phần mềm như sau:</p>
<p class="small unit">Đơn vị tính: đồng Việt Nam</p>
${table(columnsOf(content.lines, calendarDateAt(quotation.created_at)), content.lines)}
<dl class="sums">${totals(content).map(([name, amount]) => html`<dt>${name}</dt><dd>${amount}</dd>`)}</dl>
${facts([[say('inWords'), dongInWords(content.totals.total)]])}
${terms(content)}
<div class="signatures">${signature('Đại diện bên mua')}${signature('Đại diện bên báo giá')}</div>`;
}

/** There is no discount column without a discount. */
function columnsOf(
  lines: readonly QuotationLine[],
  quotedOn: CalendarDate,
): Column<QuotationLine>[] {
  const columns = [ORDINAL, customer(quotedOn), ...COLUMNS];
  columns.splice(3, 0, termsOf(lines));
  const isDiscounted = lines.some(({ price }) => price.discount > 0);
  return columns.filter((column) => isDiscounted || column !== DISCOUNT);
}

const DISCOUNT: Column<QuotationLine> = {
  name: say('term.discount'),
  kind: 'number',
  value: ({ price }) => (price.discount > 0 ? formatInteger(price.discount) : ''),
};

const ORDINAL: Column<QuotationLine> = {
  name: say('ordinal'),
  kind: 'ordinal',
  value: (_, index) => String(index + 1),
};

const customer = (quotedOn: CalendarDate): Column<QuotationLine> => ({
  name: say('term.customer'),
  kind: 'name',
  value: (line) =>
    html`${line.customerName}<br><span class="small">${say('taxCodeOf', { taxCode: line.taxCode })}</span>${remarks(line, quotedOn)}`,
});

const COLUMNS: readonly Column<QuotationLine>[] = [
  {
    name: say('term.plan'),
    kind: 'plan',
    value: ({ plan: { code, name_vi: vi, name_en: en }, quantity = 1, ...line }) =>
      soldText(say, 'vi', { ...line, plan: { code, name: { vi, en } }, quantity }),
  },
  { name: 'Đơn giá', kind: 'number', value: listPrice },
  DISCOUNT,
  { name: say('term.vat'), kind: 'whole', value: ({ plan }) => plan.vat_rate },
  { name: 'Thành tiền trước thuế', kind: 'number', value: ({ price }) => formatInteger(price.net) },
];

/** The list price; of several users, also what one costs. */
function listPrice({ price: { list }, quantity = 1 }: QuotationLine): Html | string {
  if (quantity === 1 || list % quantity !== 0) return formatInteger(list);
  const each = `${formatInteger(quantity)} × ${formatInteger(list / quantity)}`;
  return html`<span>${formatInteger(list)}<br><span class="small">${each}</span></span>`;
}

function termsOf(lines: readonly QuotationLine[]): Column<QuotationLine> {
  const termOf = ({ plan, firstFiscalYear, years }: QuotationLine): Term => ({
    termRule: plan.term_rule,
    firstFiscalYear,
    years,
  });
  const { name, textOf } = termColumn(say, lines.map(termOf));
  return {
    name,
    kind: 'whole',
    value: (line) =>
      html`<span>${textOf(termOf(line))}<br><span class="small">đến ${formatDate(line.newExpiry)}</span></span>`,
  };
}

/** Remarks on a line, in words, which black print shows too. */
function remarks(line: QuotationLine, quotedOn: CalendarDate): Html[] {
  return lineRemarks(say, 'vi', effectOfQuotationLine(line, quotedOn)).map(
    ({ text }) => html`<br><span class="remark">${text}</span>`,
  );
}

/** From the list price to the total to pay. */
function totals(content: QuotationContent): [name: string, amount: string][] {
  const { list, vat, total } = content.totals;
  return [
    ['Cộng theo đơn giá', formatDong(list)],
    ...discountsOf(content.lines, content.rules).map((discount): [string, string] => [
      nameOf(discount, content.discountRate),
      `−${formatDong(discount.amount)}`,
    ]),
    [
      say('term.vat'),
      vatText(
        say,
        content.lines.map(({ plan }) => plan.vat_rate),
        vat,
      ),
    ],
    [say('term.total'), formatDong(total)],
  ];
}

function nameOf(
  discount: { kind: keyof typeof DISCOUNT_NAMES; code: string | null },
  rate: number,
) {
  const detail = discount.code ?? `${formatPercent(rate)}%`;
  return `${DISCOUNT_NAMES[discount.kind]} ${detail}`;
}

/** `7,5`: basis points as a percentage, with the decimal comma of Vietnamese. */
function formatPercent(basisPoints: number): string {
  return String(basisPoints / 100).replace('.', ',');
}

/** Explains the abbreviations and the guarantee. */
function terms(content: QuotationContent): Html {
  const classes = new Set(content.lines.map((line) => line.plan.vat_rate));
  const limited = content.rules.some((rule) => rule.codeId !== null);
  return html`<h2>Ghi chú</h2>
<ul>
${classes.has('KCT') ? html`<li>KCT: không chịu thuế giá trị gia tăng.</li>` : ''}
${classes.has('KKKNT') ? html`<li>KKKNT: không kê khai, tính nộp thuế giá trị gia tăng.</li>` : ''}
<li>Giá được giữ cho đúng các khách hàng, gói sản phẩm và thời hạn nêu trên khi đặt hàng trong thời gian hiệu lực.</li>
${limited ? html`<li>Mã giới thiệu, mã giảm giá được tính lượt dùng khi đặt hàng và có thể hết lượt trước đó.</li>` : ''}
<li>Báo giá này không phải là hóa đơn giá trị gia tăng.</li>
</ul>`;
}

function signature(who: string): Html {
  return html`<div><strong>${who}</strong><br><span class="small">(Ký, ghi rõ họ tên)</span></div>`;
}
