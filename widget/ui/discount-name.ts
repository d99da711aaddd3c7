import type { Discount } from '../../shared/schemas/quote.ts';
import type { CommonKey, Translate } from '../messages/index.ts';

/** @param rate the volume discount in basis points, where it is known */
export function discountName(
  t: Translate<CommonKey>,
  { kind, code }: Discount,
  rate?: number,
): string {
  if (kind !== 'volume') return t(`discount.${kind}`, { code: code ?? '' });
  return rate ? t('discountOf', { percent: rate / 100 }) : t('term.discount');
}
