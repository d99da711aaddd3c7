import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../foundation/durations.ts';
import {
  bankKey,
  decideMovement,
  type JoinedReport,
  type MovementCandidate,
  type MovementReport,
} from './same-movement.ts';

const AT = Date.parse('2026-11-23T10:00:00+07:00');

const report = (change: Partial<MovementReport> = {}): MovementReport => ({
  gateway: 'sepay',
  amount: 2_950_000,
  bankKey: 'FT26327000001',
  names: ['GH7K2M9PX'],
  accounts: ['0123456789'],
  memo: 'GH7K2M9PX',
  receivedAt: AT,
  ...change,
});

const payment = (
  own: Partial<MovementReport> = {},
  joined: Partial<JoinedReport>[] = [],
): MovementCandidate => ({
  paymentId: 'p',
  own: report({ gateway: 'payos', ...own }),
  joined: joined.map((one, at) => ({ ...report(), id: `r${at}`, because: 'attempt', ...one })),
});

const kindOf = (one: MovementReport, ...candidates: MovementCandidate[]) => {
  const decision = decideMovement(one, candidates);
  return decision.kind === 'same' ? `same by ${decision.because}` : decision.kind;
};

describe('two reports of one amount', () => {
  it('two reports with the same bank number are one movement, whatever their memos say', () => {
    const bare = report({ names: [], memo: 'chuyen tien' });
    assert.equal(kindOf(bare, payment()), 'same by bank_reference');
    assert.equal(kindOf(report(), payment({ names: [], memo: '' })), 'same by bank_reference');
    assert.equal(kindOf(report({ accounts: [] }), payment()), 'same by bank_reference');
  });

  it('two reports that name the same attempt within two days are one movement', () => {
    const other = { bankKey: 'TF230204212323' };
    assert.equal(kindOf(report(), payment(other)), 'same by attempt');
    assert.equal(kindOf(report({ bankKey: null }), payment(other)), 'same by attempt');
    const late = report({ receivedAt: AT + 2 * DAY_MS });
    assert.equal(kindOf(late, payment(other)), 'same by attempt');
    assert.equal(kindOf(report({ receivedAt: AT + 2 * DAY_MS + 1 }), payment(other)), 'another');
  });

  it('two reports by one reporter are two movements, since it reports each once', () => {
    const second = report({ bankKey: 'FT26327000002' });
    assert.equal(kindOf(second, payment({ gateway: 'sepay' })), 'another');
    assert.equal(kindOf(second, payment({}, [{}])), 'another');
    const numberless = { bankKey: null };
    assert.equal(
      kindOf(report(numberless), payment({ gateway: 'sepay', ...numberless })),
      'another',
    );
  });

  it('two ids by one reporter are one movement where nothing else differs', () => {
    assert.equal(kindOf(report(), payment({ gateway: 'sepay' })), 'same by bank_reference');
    const later = report({ receivedAt: AT + MINUTE_MS });
    assert.equal(kindOf(later, payment({ gateway: 'sepay' })), 'perhaps');
  });

  it('two reports with different attempts or amounts are two movements', () => {
    assert.equal(kindOf(report({ names: ['GHQRTVWX2'] }), payment()), 'another');
    assert.equal(kindOf(report({ amount: 2_949_999, bankKey: null }), payment()), 'another');
    const part = report({ amount: 1_000_000 });
    assert.equal(kindOf(part, payment({ gateway: 'sepay' })), 'another');
  });

  it('a person decides about two accounts, or the bank’s number with another amount', () => {
    const elsewhere = report({ accounts: ['9990001112'] });
    assert.equal(kindOf(elsewhere, payment()), 'perhaps');
    assert.equal(kindOf({ ...elsewhere, bankKey: null }, payment()), 'perhaps');
    assert.equal(kindOf(report({ amount: 2_939_000 }), payment()), 'perhaps');
    // A virtual account beside its own: one account that both name is enough.
    const both = report({ accounts: ['VQR0001', '0123456789'] });
    assert.equal(kindOf(both, payment()), 'same by bank_reference');
  });

  it('a person decides where only memo, or amount and hour, or a near reference suggests it', () => {
    const bare = report({ names: [], bankKey: null, memo: 'tra tien phan mem' });
    assert.equal(kindOf(bare, payment({ receivedAt: AT + HOUR_MS })), 'perhaps');
    assert.equal(kindOf(bare, payment({ receivedAt: AT + HOUR_MS + 1 })), 'another');
    const sameMemo = payment({ names: [], memo: 'Tra tien: phan mem', receivedAt: AT - DAY_MS });
    assert.equal(kindOf(bare, sameMemo), 'perhaps');
    assert.equal(kindOf({ ...bare, accounts: ['9990001112'] }, sameMemo), 'another');
    const near = decideMovement(bare, [payment({ receivedAt: AT + DAY_MS })], ['GH7K2M9PX']);
    assert.deepEqual(near, {
      kind: 'perhaps',
      paymentId: 'p',
      hints: ['near_attempt'],
      displaced: [],
    });
    const ofAnother = decideMovement(bare, [payment()], ['GHQRTVWX2']);
    assert.equal(ofAnother.kind, 'another', 'it nearly names another attempt');
    const short = { names: [], bankKey: null, memo: 'ck' };
    assert.equal(kindOf(report(short), payment({ ...short, receivedAt: AT - DAY_MS })), 'another');
  });

  it('a short bank number means one movement only within two days, since such numbers recur', () => {
    const short = { bankKey: '5078', names: [] };
    assert.equal(kindOf(report(short), payment(short)), 'same by bank_reference');
    const later = report({ ...short, receivedAt: AT + 3 * DAY_MS, memo: '' });
    assert.equal(kindOf(later, payment(short)), 'another');
  });

  it('a person decides where one report names a second attempt, too', () => {
    const two = report({ names: ['GH7K2M9PX', 'GHQRTVWX2'], bankKey: null });
    assert.equal(kindOf(two, payment()), 'perhaps');
    assert.equal(kindOf(two, payment({ names: ['GHQRTVWX2', 'GH7K2M9PX'] })), 'same by attempt');
  });

  it('a bank number shows that a report was joined to the wrong one of two equal movements', () => {
    const mistaken = { id: 'wrong', bankKey: 'FT26327000002', because: 'attempt' } as const;
    const decision = decideMovement(report(), [payment({}, [mistaken])]);
    assert.deepEqual(decision, {
      kind: 'same',
      paymentId: 'p',
      because: 'bank_reference',
      displaced: ['wrong'],
    });
    // A person's decision stays.
    const byPerson = payment({}, [{ ...mistaken, because: 'person' }]);
    assert.notEqual(decideMovement(report(), [byPerson]).kind, 'same');
  });

  it('reports with one bank number stay together: a payment keeps those of its own report’s, in any order', () => {
    const [first, second] = ['FT26327000001', 'FT26327000002'];
    const strangers = [
      { id: 'casso', gateway: 'casso', bankKey: second },
      { id: 'payos', gateway: 'payos', bankKey: second, because: 'bank_reference' },
    ] as const;
    const ofFirst = payment({ gateway: 'sepay', bankKey: first }, [...strangers]);
    const decide = (change: Partial<MovementReport>, ...others: MovementCandidate[]) =>
      decideMovement(report(change), [ofFirst, ...others]);
    const displaced = ['casso', 'payos'];
    // One of them gives way, and the other, which has its number, follows.
    assert.deepEqual(decide({ gateway: 'casso', bankKey: first }), {
      kind: 'same',
      paymentId: 'p',
      because: 'bank_reference',
      displaced,
    });
    // Their own movement’s third report takes them along, to money of its own.
    assert.deepEqual(decide({ bankKey: second }), { kind: 'another', displaced });
    // Or to a payment of another number, which has room for all three, and not for one only.
    const roomy = { ...payment({ gateway: 'vnpay', bankKey: 'T1' }), paymentId: 'roomy' };
    const byAttempt = { kind: 'same', paymentId: 'roomy', because: 'attempt', displaced };
    assert.deepEqual(decide({ bankKey: second }, roomy), byAttempt);
    const narrow = { ...payment({ gateway: 'casso', bankKey: 'T1' }), paymentId: 'narrow' };
    assert.equal(decide({ bankKey: second }, narrow).kind, 'another');
    // The payment with the number as its own comes before one with a joined report of it.
    const ofSecond = { ...payment({ gateway: 'payos', bankKey: second }), paymentId: 'second' };
    const home = { kind: 'same', paymentId: 'second', because: 'bank_reference', displaced: [] };
    assert.deepEqual(decide({ bankKey: second }, ofSecond), home);
  });

  it('reports that a person has joined stay together', () => {
    const joined = { id: 'casso', gateway: 'casso', bankKey: 'FT26327000002' } as const;
    const byPerson = payment({ gateway: 'sepay' }, [{ ...joined, because: 'person' }]);
    const third = report({ bankKey: 'FT26327000002' });
    assert.deepEqual(decideMovement(third, [byPerson]), { kind: 'another', displaced: [] });
  });
});

it('bank numbers are compared without the reporters’ additions', () => {
  assert.equal(bankKey(' ft26327123456\\BNK '), 'FT26327123456');
  assert.equal(bankKey('MBVCB.3278907687'), 'MBVCB3278907687');
  assert.equal(bankKey('123'), null);
  assert.equal(bankKey(null), null);
});
