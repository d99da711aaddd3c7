import { formatInteger } from '../../../shared/money.ts';
import type { Translate } from '../../messages/index.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import { ownerRows } from './place-input.ts';

/** The payers; where both kinds pay, with the number of customers of each. */
export function payersText(t: Translate, draft: Draft): string {
  const owners = ownerRows(draft).length;
  const firms = filledRows(draft).length - owners;
  if (owners === 0) return t('payer.firm');
  if (firms === 0) return t('payer.owner');
  const of = (payer: 'firm' | 'owner', count: number) =>
    `${t(`payer.${payer}`)} (${formatInteger(count)})`;
  return `${of('firm', firms)} · ${of('owner', owners)}`;
}
