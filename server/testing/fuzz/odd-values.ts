import fc from 'fast-check';
import type { Json } from './json.ts';

/** Texts on which parsers, databases, mails and pages of others have failed. */
export const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\ufeff',
  '\u202e\u2066x',
  'Nguyê\u0303n',
  '\u200b\u00a0\u3000',
  '😀😀😀',
  '\r\nBcc: x@y.example',
  "' or 1=1 --",
  '"><script>1</script>',
  '%00%ff%',
  '%_\\',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'undefined',
  'NaN',
  '-1',
  '1e3',
  '0x10',
  '１２３',
  '2027-02-29',
  '2026-13-01',
  '0000-00-00',
  '0001-01-01',
  '9999-12-31',
  '+010000-01-01',
  '-271821-04-20',
  '31/12/2026',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'a@b',
  'a@b.example, c@d.example',
  `${'a'.repeat(64)}@${'b'.repeat(190)}.example`,
];

const ODD_NUMBERS = [
  0,
  -1,
  1,
  0.1,
  -0.5,
  2 ** 31,
  2 ** 32 + 1,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  5e-324,
  8.64e15,
  8.64e15 + 1,
  999_999_999_999,
  1_000_000_000_001,
];

const RAW = ['-0', '1e999', '-1e999', '123456789012345678901234567890', '1.0', '1E2', '00', '+1'];

/** Parsed, since a literal `__proto__` would set the prototype. */
const ODD_SHAPES = [
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"length":5}',
  '{"toString":1}',
  '{"$ne":null}',
].map((text) => JSON.parse(text) as Json);

export const oddText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...ODD_TEXTS), weight: 5 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
  { arbitrary: fc.string({ maxLength: 40 }), weight: 1 },
  {
    arbitrary: fc.constantFrom(21, 51, 101, 256, 501, 5_000, 100_000).map((n) => 'ă'.repeat(n)),
    weight: 1,
  },
);

export const oddValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.constantFrom(...ODD_NUMBERS),
  fc.constantFrom(...RAW).map((text) => `{{raw ${text}}}`),
  fc.constantFrom(...ODD_SHAPES),
  oddText,
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);
