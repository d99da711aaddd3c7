import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  checkCharacter,
  findPaymentReferences,
  isPaymentReference,
  makePaymentReference,
} from './payment-reference.ts';

const reference = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => makePaymentReference(bytes))
  .filter((text) => text !== null);

/** References as given out formerly: 0 and 1 in the body, any check character. */
const oldReference = fc
  .array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 6, maxLength: 6 })
  .map((characters) => {
    const body = `GH${characters.join('')}`;
    return body + checkCharacter(body);
  });

/** Mistakes for a character, by hand or by ear. */
const ALIKE: Record<string, string> = { 0: 'Oo0', O: '0oO', 1: 'IiLl1', I: '1lL', L: '1iI' };

describe('payment references', () => {
  it('a payment reference has nine unmistakable letters and digits, and checks', () => {
    fc.assert(
      fc.property(reference, (text) => {
        assert.match(text, /^GH[2-9A-Z]{7}$/);
        assert.doesNotMatch(text, /[01OILUSBZ]/);
        assert.ok(isPaymentReference(text));
      }),
    );
  });

  it('references are made only with an unmistakable check character, and within few tries', () => {
    let withheld = 0;
    for (let at = 0; at < 1_000; at++) {
      const bytes = Uint8Array.from([at, at >> 3, at >> 5, at * 7, at * 11, at * 13]);
      if (makePaymentReference(bytes) === null) withheld++;
    }
    assert.ok(withheld > 100 && withheld < 500, `${withheld} of 1,000`);
  });

  it('a former reference is read with O for 0, and I or L for 1, and the other way round', () => {
    fc.assert(
      fc.property(
        oldReference,
        fc.array(fc.nat(5), { minLength: 9, maxLength: 9 }),
        (text, picks) => {
          const written = [...text].map((character, at) => {
            const alike = at < 2 ? character : (ALIKE[character] ?? character);
            return alike[(picks[at] ?? 0) % alike.length];
          });
          const memo = `MBVCB.123.${written.join('')} thanh toan`;
          assert.ok(findPaymentReferences(memo).includes(text), `${memo} for ${text}`);
        },
      ),
    );
  });

  it('a former reference is also read where it checks by chance as written', () => {
    for (const [text, written] of [
      ['GH0000001', 'GH0OO0001'],
      ['GH000010Y', 'GH0OO010Y'],
      ['GH000020U', 'GH0OO020U'],
    ] as const) {
      assert.ok(isPaymentReference(written));
      assert.deepEqual(findPaymentReferences(written), [written, text]);
    }
  });

  it("a reference is read in full-width characters, and glued to the bank's text before and after it", () => {
    const text = makePaymentReference(Uint8Array.from([1, 2, 3, 4, 5, 6]));
    const other = makePaymentReference(Uint8Array.from([6, 5, 4, 3, 2, 2]));
    for (const known of [text, other]) {
      if (known === null) continue;
      const wide = [...known].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
      assert.deepEqual(findPaymentReferences(wide.join('')), [known]);
      assert.deepEqual(findPaymentReferences(`IBFT${known}FT26327123456`), [known]);
      assert.deepEqual(findPaymentReferences(`g h ${known.slice(2).toLowerCase()}`), [known]);
    }
  });

  it('the check character is that of ISO/IEC 7064, as a published example has it', () => {
    // Global Release Identifier A1-2425G-ABC1234002-M (IFPI, GRid Standard).
    assert.equal(checkCharacter('A12425GABC1234002'), 'M');
  });

  it('nothing else is a reference: of another length, prefix or case, or that does not check', () => {
    const checked = (body: string) => body + checkCharacter(body);
    const right = checked('GH234567');
    assert.ok(isPaymentReference(right));
    const lower = `GH23456a${checkCharacter('GH23456a')}`;
    const wrong = [checked('GH23456'), checked('GH2345678'), checked('GX234567'), lower];
    const unchecked = `GH234567${right.endsWith('2') ? '3' : '2'}`;
    for (const text of [...wrong, unchecked]) {
      assert.ok(!isPaymentReference(text), text);
      const found = findPaymentReferences(text);
      assert.ok(found.every(isPaymentReference) && !found.includes(text), text);
    }
    assert.deepEqual(findPaymentReferences(checked('GH23456')), []);
    assert.deepEqual(findPaymentReferences(unchecked), []);
  });

  it('every single wrong character of a reference is detected', () => {
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

  it('a reference is found in a memo that the bank has prefixed, lower-cased, spaced and punctuated', () => {
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

  it('no reference is found in a memo without one', () => {
    for (const memo of ['', 'GH', 'thanh toan gia han', 'GH123', 'gia han GH000000']) {
      assert.deepEqual(findPaymentReferences(memo), [], memo);
    }
  });
});
