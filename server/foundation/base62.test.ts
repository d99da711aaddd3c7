import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { base62Length, fromBase62, toBase62 } from './base62.ts';

it('base62 writes bytes as letters and digits of one length, and reads them back', () => {
  const ofLength = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 33 }).chain(ofLength), (bytes) => {
      const text = toBase62(bytes);
      assert.match(text, /^[0-9A-Za-z]+$/);
      assert.equal(text.length, base62Length(bytes.length));
      assert.deepEqual(fromBase62(text, bytes.length), Buffer.from(bytes));
    }),
  );
  assert.deepEqual([16, 17].map(base62Length), [22, 23]);
});

it('base62 reads nothing but its own output', () => {
  for (const text of ['', '0', `${'0'.repeat(21)}-`, 'z'.repeat(22), 'ă'.repeat(22)])
    assert.equal(fromBase62(text, 16), null, text);
});
