import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stdnum } from 'stdnum';
import { parseTaxCode, taxCodeCandidates, taxCodeKind } from './tax-code.ts';

interface Vectors {
  valid: { mst: string }[];
  validOther: { mst: string; kind: string }[];
  invalid: { mst: string; why: string }[];
  prefixesWithoutAnyValidCheckDigit: string[];
}

const vectors = JSON.parse(
  readFileSync(new URL('./vectors/mst.json', import.meta.url), 'utf8'),
) as Vectors;

const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'));

describe('taxCodeKind', () => {
  for (const { mst } of vectors.valid) {
    it(`takes ${mst}`, () => assert.equal(taxCodeKind(mst), 'organisation'));
  }

  for (const { mst, kind } of vectors.validOther) {
    it(`reads ${mst} as ${kind}`, () => {
      const kinds: Record<string, string> = {
        'branch-13': 'branch',
        'company-10': 'organisation',
        'personal-id-12': 'personal',
      };
      assert.equal(taxCodeKind(parseTaxCode(mst) ?? ''), kinds[kind]);
    });
  }

  for (const { mst, why } of vectors.invalid) {
    it(`refuses ${mst}: ${why}`, () => assert.equal(parseTaxCode(mst), null));
  }

  for (const prefix of vectors.prefixesWithoutAnyValidCheckDigit) {
    it(`has no valid code with ${prefix}`, () => {
      for (let check = 0; check < 10; check++) assert.equal(taxCodeKind(prefix + check), null);
    });
  }

  it('agrees with stdnum on ten digits', () => {
    fc.assert(
      fc.property(digits(10), (code) =>
        assert.equal(taxCodeKind(code) !== null, stdnum.VN?.mst?.validate(code).isValid),
      ),
      { numRuns: 2_000 },
    );
  });

  it('notices every wrong digit', () => {
    for (const { mst } of vectors.valid) {
      for (let at = 0; at < 10; at++) {
        for (let digit = 0; digit < 10; digit++) {
          const wrong = mst.slice(0, at) + digit + mst.slice(at + 1);
          if (wrong !== mst) assert.equal(taxCodeKind(wrong), null, wrong);
        }
      }
    }
  });
});

describe('parseTaxCode', () => {
  it('puts the hyphen where it is missing, and drops blanks', () => {
    assert.equal(parseTaxCode(' 0314409058 002'), '0314409058-002');
    assert.equal(parseTaxCode('0314409058–002'), '0314409058-002');
    assert.equal(parseTaxCode('0101243150-000'), null);
  });
});

describe('taxCodeCandidates', () => {
  it('reads a code that a spreadsheet stripped of its zeros', () => {
    assert.deepEqual(taxCodeCandidates('101243150'), ['0101243150']);
    assert.ok(taxCodeCandidates('1099000001').includes('001099000001'));
    assert.ok(taxCodeCandidates('314409058002').includes('0314409058-002'));
    assert.deepEqual(taxCodeCandidates('314409058-002'), ['0314409058-002']);
    assert.deepEqual(taxCodeCandidates('314409059-002'), []);
  });

  it('always has the code itself, in front, where it is valid', () => {
    for (const { mst } of vectors.valid) assert.equal(taxCodeCandidates(mst)[0], mst);
  });

  it('gives valid codes only, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits(9), digits(11), digits(12)), (text) => {
        const candidates = taxCodeCandidates(text);
        assert.ok(candidates.length <= 3);
        assert.ok(candidates.every((code) => taxCodeKind(code) !== null));
      }),
    );
  });
});
