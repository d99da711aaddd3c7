import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stdnum } from 'stdnum';
import { parseTaxCode, taxCodeCandidates, taxCodeKind, taxCodeProblem } from './tax-code.ts';

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
    it(`${mst} is a tax code`, () => assert.equal(taxCodeKind(mst), 'organisation'));
  }

  for (const { mst, kind } of vectors.validOther) {
    it(`${mst} is a tax code of a ${kind}`, () => {
      const kinds: Record<string, string> = {
        'branch-13': 'branch',
        'company-10': 'organisation',
        'personal-id-12': 'personal',
      };
      assert.equal(taxCodeKind(parseTaxCode(mst) ?? ''), kinds[kind]);
    });
  }

  for (const { mst, why } of vectors.invalid) {
    it(`${mst} is no tax code: ${why}`, () => assert.equal(parseTaxCode(mst), null));
  }

  for (const prefix of vectors.prefixesWithoutAnyValidCheckDigit) {
    it(`no tax code begins with ${prefix}`, () => {
      for (let check = 0; check < 10; check++) assert.equal(taxCodeKind(prefix + check), null);
    });
  }

  it('taxCodeKind agrees with stdnum on ten digits', () => {
    fc.assert(
      fc.property(digits(10), (code) =>
        assert.equal(taxCodeKind(code) !== null, stdnum.VN?.mst?.validate(code).isValid),
      ),
      { numRuns: 2_000 },
    );
  });

  it('parseTaxCode refuses a code with any one digit wrong', () => {
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
  it('parseTaxCode adds a missing hyphen, and drops blanks', () => {
    assert.equal(parseTaxCode(' 0314409058 002'), '0314409058-002');
    assert.equal(parseTaxCode('0314409058–002'), '0314409058-002');
    assert.equal(parseTaxCode('0101243150-000'), null);
  });
});

describe('parseTaxCode, of a code as it is written elsewhere', () => {
  const cases: [written: string, code: string | null][] = [
    ['0101 243 150', '0101243150'],
    ['0101.243.150', '0101243150'],
    ['0101\u00a0243\u2009150', '0101243150'],
    ['０１０１２４３１５０', '0101243150'],
    ['\u202a0101243150\u202c', '0101243150'],
    ['010124\u200b3150\ufeff', '0101243150'],
    ["'0101243150", '0101243150'],
    ['’0101243150', '0101243150'],
    ['="0101243150"', '0101243150'],
    ['"0101243150"', '0101243150'],
    ['0101-243-150', '0101243150'],
    ['101243150', '0101243150'],
    ['101243150.0', '0101243150'],
    ['101243150,00', '0101243150'],
    ['101.243.150', '0101243150'],
    ['101,243,150', '0101243150'],
    ['101,243,150.00', '0101243150'],
    ['101.243.150,00', '0101243150'],
    ['0314409058002', '0314409058-002'],
    ['0314409058 002', '0314409058-002'],
    ['0314409058.002', '0314409058-002'],
    ['0314409058 - 002', '0314409058-002'],
    ['0314409058—002', '0314409058-002'],
    ['0314409058‑002', '0314409058-002'],
    ['0314409058−002', '0314409058-002'],
    ['314409058-002', '0314409058-002'],
    ['314409058002', '0314409058-002'],
    ['001 099 000 001', '001099000001'],
    ['79085001234', '079085001234'],
    ['79985001234', null],
    // Ten digits may be an organisation's, mistyped: only the firm's directory can decide.
    ['1099000001', null],
    ['01012431500', null],
    ['101243151', null],
    ['0314409058-2', null],
    ['1,01243E+11', null],
    ['+84901234567', null],
    ['0101243150, 0314409058', null],
    ['MST', null],
  ];
  for (const [written, code] of cases) {
    it(`${JSON.stringify(written)} is read as ${code === null ? 'no tax code' : `the tax code ${code}`}`, () =>
      assert.equal(parseTaxCode(written), code));
  }

  it('parseTaxCode returns a canonical code unchanged', () => {
    for (const [, code] of cases) if (code) assert.equal(parseTaxCode(code), code);
  });
});

describe('taxCodeProblem', () => {
  it('taxCodeProblem distinguishes a wrong check digit from a text that is no tax code', () => {
    for (const code of ['0101243150', '101243150', '0314409058–002', '001099000001'])
      assert.equal(taxCodeProblem(code), null, code);
    for (const code of ['0101243151', '0101 243.151', '0314409059-002', '0314409059002'])
      assert.equal(taxCodeProblem(code), 'TAX_CODE_CHECK_DIGIT', code);
    for (const code of [
      '',
      'abc',
      '12345678',
      '0012345678',
      '0100000000',
      '0314409058-02',
      '0314409058-000',
    ])
      assert.equal(taxCodeProblem(code), 'TAX_CODE_INVALID', code);
  });
});

describe('taxCodeCandidates', () => {
  it('taxCodeCandidates restores zeros that a spreadsheet stripped', () => {
    assert.deepEqual(taxCodeCandidates('101243150'), ['0101243150']);
    assert.ok(taxCodeCandidates('1099000001').includes('001099000001'));
    assert.ok(taxCodeCandidates('314409058002').includes('0314409058-002'));
    assert.deepEqual(taxCodeCandidates('314409058-002'), ['0314409058-002']);
    assert.deepEqual(taxCodeCandidates('314409059-002'), []);
  });

  it('taxCodeCandidates puts the code itself first when it is valid', () => {
    for (const { mst } of vectors.valid) assert.equal(taxCodeCandidates(mst)[0], mst);
  });

  it('taxCodeCandidates returns only valid codes, for any input', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits(9), digits(11), digits(12)), (text) => {
        const candidates = taxCodeCandidates(text);
        assert.ok(candidates.length <= 3);
        assert.ok(candidates.every((code) => taxCodeKind(code) !== null));
      }),
    );
  });
});
