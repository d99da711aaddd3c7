import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dongInWords } from './money-in-words.ts';

const CASES: [number, string][] = [
  [0, 'Không đồng'],
  [1, 'Một đồng'],
  [10, 'Mười đồng'],
  [15, 'Mười lăm đồng'],
  [21, 'Hai mươi mốt đồng'],
  [105, 'Một trăm lẻ năm đồng'],
  [1_000, 'Một nghìn đồng'],
  [1_005, 'Một nghìn không trăm lẻ năm đồng'],
  [1_050_021, 'Một triệu không trăm năm mươi nghìn không trăm hai mươi mốt đồng'],
  [2_950_000, 'Hai triệu chín trăm năm mươi nghìn đồng'],
  [14_750_000, 'Mười bốn triệu bảy trăm năm mươi nghìn đồng'],
  [1_000_000_001, 'Một tỷ không trăm lẻ một đồng'],
  [
    9_999_999_999,
    'Chín tỷ chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng',
  ],
];

for (const [amount, words] of CASES) {
  it(`${amount} is written out in Vietnamese`, () => assert.equal(dongInWords(amount), words));
}

const ENGLISH: [number, string][] = [
  [0, 'Zero dong'],
  [15, 'Fifteen dong'],
  [40, 'Forty dong'],
  [1_000, 'One thousand dong'],
  [1_050_021, 'One million fifty thousand twenty-one dong'],
  [2_950_000, 'Two million nine hundred fifty thousand dong'],
  [5_000_000_119, 'Five billion one hundred nineteen dong'],
];

for (const [amount, words] of ENGLISH) {
  it(`${amount} is written out in English`, () => assert.equal(dongInWords(amount, 'en'), words));
}

it('an amount that is not whole is refused, and not written out', () => {
  assert.throws(() => dongInWords(1.5), RangeError);
  assert.throws(() => dongInWords(-1), RangeError);
});
