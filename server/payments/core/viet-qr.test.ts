import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { crc16, vietQrPayload } from './viet-qr.ts';

interface Vectors {
  crcVectors: { in: string; out: string }[];
  positive: {
    name: string;
    params?: {
      poi: string;
      bin: string;
      acc: string;
      svc?: string;
      amount?: number;
      bill?: string;
      purpose?: string;
    };
    payload: string;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/vietqr.json', import.meta.url), 'utf8'),
) as Vectors;

describe('VietQR', () => {
  for (const { in: text, out } of vectors.crcVectors) {
    it(`VietQR reckons the CRC of "${text}"`, () => assert.equal(crc16(text), out));
  }

  let encoded = 0;
  for (const { name, params, payload } of vectors.positive) {
    it(`VietQR has the right CRC in ${name}`, () => {
      assert.equal(crc16(payload.slice(0, -4)), payload.slice(-4).toUpperCase());
    });
    // Transfers to cards, and static codes with an amount, are never made here.
    if (!params || params.svc || (params.poi === '12') !== (params.amount !== undefined)) continue;
    const tags = new Set(tagsOf(payload));
    if (!['00', '01', '38', '53', '54', '58', '62', '63'].some((tag) => tags.has(tag))) continue;
    if ([...tags].some((tag) => !['00', '01', '38', '53', '54', '58', '62', '63'].includes(tag)))
      continue;
    encoded++;
    it(`VietQR makes ${name}`, () => {
      const { bin, acc, amount, bill, purpose } = params;
      const made = vietQrPayload({
        bankBin: bin,
        accountNumber: acc,
        ...(amount === undefined ? {} : { amount }),
        ...(bill === undefined ? {} : { billNumber: bill }),
        ...(purpose === undefined ? {} : { memo: purpose }),
      });
      assert.equal(made, payload.slice(0, -4) + payload.slice(-4).toUpperCase());
    });
  }

  it('at least three published vectors are made', () => assert.ok(encoded >= 3, String(encoded)));

  it('VietQR refuses values that would make a corrupt code', () => {
    const right = {
      bankBin: '970436',
      accountNumber: '0123456789',
      amount: 1_000,
      memo: 'GH123456X',
    };
    assert.match(vietQrPayload(right), /6304[0-9A-F]{4}$/);
    const wrong = [
      { bankBin: '97043' },
      { accountNumber: '' },
      { accountNumber: '1'.repeat(20) },
      { amount: 0 },
      { amount: 1.5 },
      { amount: 500_000_000 },
      { memo: '' },
      { memo: 'x'.repeat(26) },
    ];
    for (const change of wrong) {
      assert.throws(
        () => vietQrPayload({ ...right, ...change }),
        RangeError,
        JSON.stringify(change),
      );
    }
    assert.match(vietQrPayload({ ...right, amount: 499_999_999 }), /5409499999999/);
    assert.match(vietQrPayload({ ...right, memo: 'x' }), /62050801x6304/);
    assert.match(vietQrPayload({ ...right, memo: 'x'.repeat(25) }), /62290825x{25}6304/);
  });
});

function tagsOf(payload: string): string[] {
  const tags: string[] = [];
  for (let at = 0; at < payload.length; ) {
    tags.push(payload.slice(at, at + 2));
    at += 4 + Number(payload.slice(at + 2, at + 4));
  }
  return tags;
}
