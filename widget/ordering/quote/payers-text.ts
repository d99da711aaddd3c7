import { formatDong, formatInteger, sumDong } from '../../../shared/money.ts';
import type { Translate } from '../../messages/index.ts';
import { type Draft, type DraftRow, filledRows } from '../draft/draft.ts';
import { ownerRows } from './place-input.ts';
import type { QuoteController } from './quote-controller.ts';

/**
 * The payers; where both kinds pay, with the number of customers of each, and the amount.
 *
 * @param quotes without them, there are no amounts
 */
export function payersText(
  t: Translate,
  draft: Draft,
  quotes?: Pick<QuoteController, 'rowOf'>,
): string {
  const owners = ownerRows(draft);
  const owned = new Set(owners);
  const firms = filledRows(draft).filter((row) => !owned.has(row));
  if (owners.length === 0) return t('payer.firm');
  if (firms.length === 0) return t('payer.owner');
  const of = (payer: 'firm' | 'owner', rows: readonly DraftRow[]) => {
    const amount = sumDong(rows.map((row) => quotes?.rowOf(row)?.total ?? 0));
    const sum = amount > 0 ? `: ${formatDong(amount)}` : '';
    return `${t(`payer.${payer}`)} (${formatInteger(rows.length)})${sum}`;
  };
  return `${of('firm', firms)} · ${of('owner', owners)}`;
}
