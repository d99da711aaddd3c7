import type { MessageKey } from '../../../shared/messages/index.ts';
import { type Dong, formatDong } from '../../../shared/money.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';

/** The text about VAT on papers and in mails: that no line is taxed, and why; else its amount. */
export function vatText(
  say: (key: MessageKey) => string,
  rates: Iterable<VatRate>,
  vat: Dong,
): string {
  const [only, ...others] = new Set(rates);
  if (others.length === 0 && (only === 'KCT' || only === 'KKKNT')) return say(`vat.${only}`);
  return formatDong(vat);
}
