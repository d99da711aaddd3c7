import { formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { soldText } from '../../../shared/sold-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { Cell } from '../../ui/spreadsheet/xlsx-file.ts';

type Rows = string[][];

/** The lines with all their facts, for a file; amounts are plain numbers, days in columns 4, 7 and 9 to 11. */
export function exportedRows(signIn: SignIn, lines: readonly UnpaidLine[]): Cell[][] {
  const { t, locale } = signIn;
  const instant = (at: number | null | undefined) => (at ? formatInstant(at) : '');
  return [
    [
      t('party.taxCode'),
      t('term.customer'),
      t('unpaid.order'),
      t('term.plan'),
      t('term.newExpiry'),
      t('payer'),
      t('term.amount'),
      t('unpaid.due'),
      t('unpaid.email'),
      t('link.sent'),
      t('link.opened'),
      t('unpaid.reminder'),
      t('unpaid.received'),
    ],
    ...lines.map((line) => [
      line.customer.taxCode,
      line.customer.name,
      line.orderNumber,
      soldText(t, locale, line),
      formatDate(line.newExpiry),
      t(`payer.${line.payer}`),
      line.amount,
      formatDate(line.dueDate),
      line.email,
      instant(line.link?.sentAt),
      instant(line.link?.openedAt),
      instant(line.reminder?.at),
      line.received,
    ]),
  ];
}

/** The lines with their links, to be pasted; lines that were paid meanwhile have none, and are left out. */
export function linkRows(
  { t, locale }: SignIn,
  lines: readonly UnpaidLine[],
  urls: ReadonlyMap<string, string>,
): Rows {
  return lines.flatMap((line) => {
    const url = urls.get(line.lineId);
    if (url === undefined) return [];
    return [
      [
        line.customer.name,
        line.customer.taxCode,
        soldText(t, locale, line),
        formatDong(line.amount - line.received),
        formatDate(line.dueDate),
        url,
      ],
    ];
  });
}
