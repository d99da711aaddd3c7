import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { cutReferences, nearReferences } from './near-references.ts';
import { isPaymentReference, makePaymentReference } from './payment-reference.ts';

/** The first that these digests give. */
function referenceOf(seed: number): string {
  for (let at = seed; at < seed + 10_000; at++) {
    const digest = createHash('sha256').update(String(at)).digest();
    const reference = makePaymentReference(digest);
    const tail = reference?.slice(2) ?? 'GH';
    // All characters differ, so that each swap changes the reference; and no second prefix.
    if (reference && new Set(tail).size === 7 && !/[GH]/.test(tail)) return reference;
  }
  throw new Error('There is none');
}

const REFERENCES = [1, 20_000, 40_000].map(referenceOf);

/** The kind of likeness between memo and reference, and the characters that the memo has instead. */
function readAs(memo: string, reference: string) {
  const found = nearReferences(memo).find((near) => near.reference === reference);
  return found && [found.reason, found.written];
}

describe('a reference that is nearly right', () => {
  it('a near reference is found with any one character missing after its prefix, the last one cut off', () => {
    for (const reference of REFERENCES) {
      for (let at = 2; at < 9; at++) {
        const written = reference.slice(0, at) + reference.slice(at + 1);
        assert.deepEqual(readAs(written, reference), [at === 8 ? 'cut' : 'missing', written]);
      }
    }
  });

  it('a near reference is found with any one character wrong, or one too many', () => {
    for (const reference of REFERENCES) {
      for (let at = 2; at < 9; at++) {
        const wrong = `${reference.slice(0, at)}X${reference.slice(at + 1)}`;
        if (reference[at] !== 'X') {
          // A swap or another edit may explain it as well; the characters found are the same.
          assert.ok(['wrong', 'cut'].includes(readAs(wrong, reference)?.[0] ?? ''), wrong);
        }
        const extra = `${reference.slice(0, at)}X${reference.slice(at)}`;
        assert.ok(readAs(extra, reference), `${extra} for ${reference}`);
      }
    }
  });

  it('a near reference is found with any two neighbours swapped', () => {
    for (const reference of REFERENCES) {
      for (let at = 2; at < 8; at++) {
        const [one, other] = [reference[at], reference[at + 1]];
        const written = reference.slice(0, at) + other + one + reference.slice(at + 2);
        const read = readAs(written, reference);
        // With the last two swapped, the first eight characters are also a reference with one missing.
        const first = at === 7 ? ['missing', written.slice(0, 8)] : ['swapped', written];
        assert.deepEqual(read, first, 'the likelier reading');
      }
    }
  });

  it('a near reference is found with one letter of its prefix left, and not without any', () => {
    for (const reference of REFERENCES) {
      const tail = reference.slice(2);
      for (const before of ['G', 'H', 'GX', 'XH', 'HG']) {
        assert.deepEqual(readAs(before + tail, reference), ['prefix', before + tail]);
      }
      assert.equal(readAs(`12${tail}`, reference), undefined);
      assert.equal(readAs(tail, reference), undefined);
    }
  });

  it('a near reference is found where the mistake is a valid reference by chance', () => {
    const [reference = ''] = REFERENCES;
    const mistakes = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((other) =>
      [3, 4, 5, 6, 7].map((at) => reference.slice(0, at) + other + reference.slice(at)),
    );
    const valid = mistakes.filter(
      (written) => isPaymentReference(written.slice(0, 9)) && written.slice(0, 9) !== reference,
    );
    assert.ok(valid.length > 0);
    for (const written of valid) assert.ok(readAs(written, reference), written);
  });

  it('no near reference is found where the memo has the right one, or nothing like one', () => {
    for (const reference of REFERENCES) {
      assert.equal(readAs(`CK ${reference} gia han`, reference), undefined);
      const far = `GH${reference.slice(4)}`;
      assert.equal(readAs(far, reference), undefined, 'two are missing');
    }
    assert.deepEqual(nearReferences('chuyen tien'), []);
  });

  it('near references are searched in the first 300 characters of a memo', () => {
    const [reference = ''] = REFERENCES;
    const cut = reference.slice(0, 8);
    assert.ok(readAs('1'.repeat(292) + cut, reference));
    assert.equal(readAs('1'.repeat(293) + cut, reference), undefined);
  });
});

describe('a reference that was cut off', () => {
  it('a cut reference is recognised by its first five to eight characters, at the end of a word or of the memo', () => {
    const beginnings = (memo: string) => cutReferences(memo).map(({ beginning }) => beginning);
    assert.deepEqual(beginnings('CK GH7K2'), ['GH7K2']);
    assert.deepEqual(beginnings('CK GH7K'), []);
    assert.deepEqual(beginnings('ck gh7k2m9q'), ['GH7K2M9Q']);
    assert.deepEqual(beginnings('CK GH7K2M9QA'), []);
    assert.deepEqual(beginnings('GH7K2 GH8M31'), ['GH7K2', 'GH8M31']);
    const after = (count: number, word: string) => beginnings(`${'1'.repeat(count)}${word}`);
    assert.deepEqual(after(295, 'GH7K2'), ['GH7K2']);
    assert.deepEqual(after(296, 'GH7K2'), [], 'no bank’s memo has more than 300 characters');
    assert.deepEqual(after(295, '-GH7K2'), ['GH7K2'], 'with 300 letters and digits');
    assert.deepEqual(after(296, '-GH7K2'), []);
  });
});
