import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { MessageKey } from '../../../shared/messages/index.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';
import { vatText } from './vat-text.ts';

it('VAT is an amount, or the reason why no line is taxed where all have the same', () => {
  const say = (key: MessageKey) => `<${key}>`;
  const textOf = (...rates: VatRate[]) => vatText(say, rates, 80_000);
  assert.equal(textOf('KCT', 'KCT'), '<vat.KCT>');
  assert.equal(textOf('KKKNT'), '<vat.KKKNT>');
  for (const rates of [['8%'], ['0%', '0%'], ['KCT', 'KKKNT'], ['KCT', '8%']] as VatRate[][]) {
    assert.match(textOf(...rates), /^80\.000/, rates.join());
  }
});
