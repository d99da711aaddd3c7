import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { foldText, toAscii } from './search-text.ts';

it('foldText folds diacritics, đ and case', () => {
  assert.equal(foldText('  Công ty   TNHH Đại Phát '), 'cong ty tnhh dai phat');
  assert.equal(foldText('ĐẶNG THỊ ƯỚC'), 'dang thi uoc');
});

it('foldText folds composed and decomposed letters alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) =>
      assert.equal(foldText(text.normalize('NFC')), foldText(text.normalize('NFD'))),
    ),
  );
});

it('a text for gateways keeps only printable ASCII', () => {
  assert.equal(toAscii('Đặt hàng số 1 ₫'), 'Dat hang so 1 ');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => /^[\x20-\x7e]*$/.test(toAscii(text))),
  );
});
