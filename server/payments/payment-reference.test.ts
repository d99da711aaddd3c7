import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  findPaymentReferences,
  isPaymentReference,
  makePaymentReference,
} from './payment-reference.ts';

const reference = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => makePaymentReference(bytes));

describe('payment references', () => {
  it('have nine letters and digits, and check', () => {
    fc.assert(
      fc.property(reference, (text) => {
        assert.match(text, /^GH[0-9A-Z]{7}$/);
        assert.ok(isPaymentReference(text));
      }),
    );
  });

  it('notice every wrong character', () => {
    fc.assert(
      fc.property(
        reference,
        fc.integer({ min: 2, max: 8 }),
        fc.constantFrom(...'0A7Z'),
        (text, at, other) => {
          const wrong = text.slice(0, at) + other + text.slice(at + 1);
          assert.equal(isPaymentReference(wrong), wrong === text);
        },
      ),
    );
  });

  it('are found in a memo that the bank has prefixed, lower-cased, spaced and punctuated', () => {
    fc.assert(
      fc.property(
        reference,
        fc.stringMatching(/^[a-z0-9 .:]{0,20}$/),
        fc.array(fc.constantFrom('', ' ', '.', '-', '\n'), { minLength: 9, maxLength: 9 }),
        fc.boolean(),
        (text, prefix, gaps, lower) => {
          const spaced = [...text].map((character, i) => character + gaps[i]).join('');
          const memo = `${prefix} ${lower ? spaced.toLowerCase() : spaced} thanh toan`;
          assert.ok(findPaymentReferences(memo).includes(text), memo);
        },
      ),
    );
  });

  it('are not found where there is none', () => {
    for (const memo of ['', 'GH', 'thanh toan gia han', 'GH123', 'gia han GH000000']) {
      assert.deepEqual(findPaymentReferences(memo), [], memo);
    }
  });
});
