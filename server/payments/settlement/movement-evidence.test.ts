import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../foundation/durations.ts';
import {
  bankKey,
  decideMovement,
  duplicateHints,
  hintStrength,
  type JoinedReport,
  type MovementCandidate,
  type MovementReport,
} from './same-movement.ts';

const AT = Date.parse('2026-11-23T10:00:00+07:00');
const [FIRST, SECOND, THIRD] = ['FT26327000001', 'FT26327000002', 'FT26327000003'];
const NAME = 'GH7K2M9PX';
const OTHER_NAME = 'GHQRTVWX2';
const OTHER_ACCOUNT = { accounts: ['9990001112'] };

const report = (change: Partial<MovementReport> = {}): MovementReport => ({
  ...{ gateway: 'sepay', amount: 2_950_000, bankKey: FIRST, names: [NAME] },
  ...{ accounts: ['0123456789'], memo: NAME, receivedAt: AT },
  ...change,
});
/** Only amount, account and time. */
const bare = (change: Partial<MovementReport> = {}) =>
  report({ names: [], bankKey: null, memo: 'mua hang hoa', ...change });
/** A payment by payOS's report, with joined reports: by their ids `r0`, `r1`. */
const payment = (
  own: Partial<MovementReport> = {},
  joined: Partial<JoinedReport>[] = [],
  paymentId = 'p',
): MovementCandidate => ({
  paymentId,
  own: report({ gateway: 'payos', ...own }),
  joined: joined.map((one, at) => ({ ...report(), id: `r${at}`, because: 'attempt', ...one })),
});
const NOTHING = { names: [], bankKey: null, memo: 'tien hang' };

describe('a payment of several reports', () => {
  it('a payment is the movement of a report that shares bank number or attempt with any of its reports', () => {
    const byNumber = payment({ bankKey: null, names: [] }, [{ gateway: 'casso' }]);
    assert.equal(decideMovement(report({ names: [] }), [byNumber]).kind, 'same');
    const byName = payment(NOTHING, [{ gateway: 'casso', bankKey: null }]);
    const decided = decideMovement(report({ bankKey: null }), [byName]);
    assert.deepEqual(decided, {
      ...{ kind: 'same', paymentId: 'p', because: 'attempt', displaced: [] },
    });
  });

  it('a payment with a report of another account or attempt is another movement', () => {
    const elsewhere = payment({}, [{ gateway: 'casso', ...OTHER_ACCOUNT }]);
    assert.equal(decideMovement(report(), [elsewhere]).kind, 'perhaps');
    const byName = payment({ bankKey: null }, [
      { gateway: 'casso', bankKey: null, ...OTHER_ACCOUNT },
    ]);
    assert.equal(decideMovement(report({ bankKey: null }), [byName]).kind, 'perhaps');
    const misnamed = payment(NOTHING, [{ gateway: 'casso', bankKey: null, names: [OTHER_NAME] }]);
    assert.equal(decideMovement(report({ bankKey: null }), [misnamed]).kind, 'another');
    const unsaid = payment({ accounts: [] });
    assert.equal(decideMovement(report(), [unsaid]).kind, 'same', 'no account is no other');
  });

  it('a payment takes a second id of one reporter where no report of it differs', () => {
    const copy = payment({ gateway: 'sepay' }, [{ receivedAt: AT + 1 }]);
    assert.equal(decideMovement(report(), [copy]).kind, 'same');
    const otherMemo = payment({ gateway: 'sepay', memo: 'GH7K2M9PX lan 2' });
    assert.equal(decideMovement(report(), [otherMemo]).kind, 'perhaps');
  });

  it('a report goes to the payment with its number as its own before one with a joined report of it', () => {
    const guests = payment({ bankKey: FIRST }, [{ gateway: 'casso', bankKey: SECOND }], 'guests');
    const home = payment({ bankKey: SECOND }, [], 'home');
    for (const candidates of [
      [guests, home],
      [home, guests],
    ]) {
      const decision = decideMovement(report({ bankKey: SECOND }), candidates);
      assert.ok(decision.kind === 'same');
      assert.deepEqual([decision.paymentId, decision.displaced], ['home', []]);
    }
  });

  it('a payment gives up rivals of its own number, with reports of their numbers, and no others', () => {
    const displacedBy = (...joined: Partial<JoinedReport>[]) => {
      const decision = decideMovement(report(), [payment({}, joined)]);
      return [decision.kind, ...decision.displaced];
    };
    const casso = { gateway: 'casso' } as const;
    assert.deepEqual(displacedBy({ bankKey: SECOND }, casso), ['same', 'r0']);
    assert.deepEqual(
      displacedBy({ bankKey: SECOND }, { bankKey: THIRD }, { ...casso, bankKey: SECOND }),
      ['same', 'r0', 'r1', 'r2'],
    );
  });

  it('a payment keeps a rival with its own number: the others’ third report takes them along', () => {
    const own = payment({}, [{ gateway: 'casso' }, { gateway: 'sepay', bankKey: SECOND }]);
    const third = report({ gateway: 'casso', bankKey: SECOND });
    assert.deepEqual(decideMovement(third, [own]), { kind: 'another', displaced: ['r1'] });
  });

  it('a payment keeps all reports where a person has joined the one in the way', () => {
    const joined = { gateway: 'casso', bankKey: SECOND, because: 'person' } as const;
    const own = payment({}, [joined, { gateway: 'sepay' }]);
    const decision = decideMovement(report({ gateway: 'casso' }), [own]);
    assert.deepEqual(decision, { kind: 'another', displaced: [] });
  });

  it('a payment has no room for accompanying reports where one of its own has their reporter', () => {
    const guests = payment({ gateway: 'sepay' }, [{ gateway: 'casso', bankKey: SECOND }]);
    const narrow = payment(
      { gateway: 'payos', bankKey: 'T1' },
      [{ gateway: 'casso', bankKey: 'T1' }],
      'narrow',
    );
    const decision = decideMovement(report({ bankKey: SECOND }), [guests, narrow]);
    assert.deepEqual(decision, { kind: 'another', displaced: ['r0'] });
  });
});

describe('hints that two payments are one movement', () => {
  it('the strongest hint of the strongest payment counts, whichever is nearer in time', () => {
    const weak = payment({ ...NOTHING, receivedAt: AT + HOUR_MS }, [], 'weak');
    const strong = payment({ ...NOTHING, memo: 'MUA HANG HOA' }, [], 'strong');
    for (const candidates of [
      [weak, strong],
      [strong, weak],
    ]) {
      const decision = decideMovement(bare(), candidates);
      assert.ok(decision.kind === 'perhaps');
      assert.equal(decision.paymentId, 'strong');
      assert.deepEqual(decision.hints, ['memo', 'amount_and_time']);
    }
    const hints = ['bank_reference', 'attempt', 'near_attempt', 'memo', 'amount_and_time'] as const;
    const strengths = hints.map((hint) => hintStrength([hint]));
    assert.deepEqual(strengths, [5, 4, 3, 2, 1]);
    assert.equal(hintStrength(['memo', 'attempt', 'amount_and_time']), 4);
    assert.equal(hintStrength([]), 0);
  });

  it('any report of a payment gives a hint, unless another contradicts it', () => {
    const casso = (change: Partial<JoinedReport>) => [
      { gateway: 'casso' as const, ...NOTHING, ...change },
    ];
    const hintsOf = (own: Partial<MovementReport>, change: Partial<JoinedReport>) =>
      duplicateHints(bare(), payment({ ...NOTHING, ...own }, casso(change)));
    const late = { receivedAt: AT + 3 * HOUR_MS };
    assert.deepEqual(hintsOf(late, { receivedAt: AT + HOUR_MS }), ['amount_and_time']);
    assert.deepEqual(hintsOf(late, late), []);
    assert.deepEqual(hintsOf({ accounts: [] }, OTHER_ACCOUNT), []);
    const numbered = duplicateHints(
      bare({ bankKey: FIRST }),
      payment({ ...NOTHING, ...OTHER_ACCOUNT }, casso({ bankKey: FIRST, ...OTHER_ACCOUNT })),
    );
    assert.deepEqual(numbered, ['bank_reference']);
  });

  it('the bank’s number is a hint for two reports of one reporter, where any of them has it', () => {
    const twice = payment({ gateway: 'sepay' }, [{ bankKey: SECOND }]);
    assert.deepEqual(duplicateHints(bare({ bankKey: FIRST }), twice), ['bank_reference']);
    assert.deepEqual(duplicateHints(bare(), twice), []);
  });

  it('the bank’s long number is a hint where the amounts differ, on one account', () => {
    const hintsOf = (key: string, own: Partial<MovementReport> = {}) =>
      duplicateHints(bare({ bankKey: key, amount: 2_939_000 }), payment({ bankKey: key, ...own }));
    assert.deepEqual(hintsOf('12345678'), ['bank_reference']);
    assert.deepEqual(hintsOf('1234567'), [], 'short numbers come again');
    assert.deepEqual(hintsOf(FIRST, { bankKey: SECOND }), []);
    assert.deepEqual(hintsOf(FIRST, OTHER_ACCOUNT), []);
    assert.deepEqual(hintsOf(FIRST, { gateway: 'sepay' }), []);
  });

  it('only the attempt is a hint where one is nearly named, and another by the payment', () => {
    const hintsOf = (own: Partial<MovementReport>, joined: Partial<JoinedReport>[] = []) =>
      duplicateHints(bare(), payment({ ...NOTHING, ...own }, joined), [NAME]);
    assert.deepEqual(hintsOf({ names: [NAME] }), ['near_attempt', 'amount_and_time']);
    const both = hintsOf({ names: [OTHER_NAME, NAME] });
    assert.deepEqual(both, ['near_attempt', 'amount_and_time']);
    assert.deepEqual(hintsOf({ names: [OTHER_NAME] }), []);
    assert.deepEqual(hintsOf({}), ['amount_and_time'], 'it names none');
    const joined = { gateway: 'casso', ...NOTHING, names: [OTHER_NAME] } as const;
    assert.deepEqual(hintsOf({}, [joined]), []);
    const named = duplicateHints(report({ bankKey: null, memo: '' }), payment(NOTHING));
    assert.deepEqual(named, ['amount_and_time'], 'only one of the two names an attempt');
  });
});

describe('bounds', () => {
  it('a bank number of eight characters is distinctive for 30 days, a shorter one for two', () => {
    const kindAfter = (key: string, days: number, more = 0) =>
      decideMovement(bare({ bankKey: key, receivedAt: AT + days * DAY_MS + more }), [
        payment({ ...NOTHING, bankKey: key }),
      ]).kind;
    assert.equal(kindAfter('12345678', 30), 'same');
    assert.equal(kindAfter('12345678', 30, 1), 'another');
    assert.equal(kindAfter('1234567', 2), 'same');
    assert.equal(kindAfter('1234567', 2, 1), 'another');
  });

  it('a distinctive bank number has four characters, a distinctive memo six', () => {
    assert.equal(bankKey('12.34'), '1234');
    const later = { receivedAt: AT + 2 * HOUR_MS };
    const hintsOf = (memo: string) =>
      duplicateHints(bare({ memo }), payment({ ...NOTHING, memo, ...later }));
    assert.deepEqual(hintsOf('abc def'), ['memo']);
    assert.deepEqual(hintsOf('abc de'), []);
  });
});
