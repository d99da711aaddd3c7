import type { Dong } from '../../../shared/money.ts';
import type { GatewayName } from '../../database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../foundation/durations.ts';

/** Reporters of a bank account's movements: all of them may report the same one. */
export const MOVEMENT_REPORTERS: readonly GatewayName[] = ['payos', 'sepay', 'casso'];

/** One reporter's report of one movement. */
export interface MovementReport {
  gateway: GatewayName;
  amount: Dong;
  /** The bank's number, normalised by {@link bankKey}. */
  bankKey: string | null;
  /** The attempts it names: references that were given out. */
  names: readonly string[];
  /** The accounts it names, virtual ones too; none where it names none. */
  accounts: readonly string[];
  memo: string;
  receivedAt: number;
}

/** A report joined to a payment, possibly the wrong one. */
export interface JoinedReport extends MovementReport {
  id: string;
  because: 'bank_reference' | 'attempt' | 'person';
}

/** A payment that a report may be about. */
export interface MovementCandidate {
  paymentId: string;
  own: MovementReport;
  joined: readonly JoinedReport[];
}

/** The reason why two reports may be of one movement, for a person to decide. */
export type DuplicateHint =
  | 'bank_reference'
  | 'attempt'
  | 'near_attempt'
  | 'memo'
  | 'amount_and_time';

export type MovementDecision = {
  /** Joined reports that the new one proves wrong: they are settled anew, in this order. */
  displaced: readonly string[];
} & (
  | /** Certainly this payment's movement. */
  { kind: 'same'; paymentId: string; because: 'bank_reference' | 'attempt' }
  /** Perhaps this payment's movement. */
  | { kind: 'perhaps'; paymentId: string; hints: DuplicateHint[] }
  | { kind: 'another' }
);

/** The conclusion from a bank number shared by a report and a payment. */
type ByBank =
  | { kind: 'joins'; displaced: string[] }
  /** The payment is another movement's, and these reports of the new one's movement are not its evidence. */
  | { kind: 'parts'; kin: JoinedReport[] };

/** The greatest distance of two reports of one movement that share an attempt: lists give dates without a time. */
const NEAR_MS = 2 * DAY_MS;

/** A bank with long numbers reuses one after years; a bank with short ones within days. */
const LONG_KEY = 8;
const NEAR_BY_LONG_KEY_MS = 30 * DAY_MS;

/** With only the amount in common, reports of one movement come within an hour. */
const NEAR_BY_AMOUNT_MS = HOUR_MS;

/** A shorter memo is not distinctive. */
const TELLING_MEMO = 6;

/** A bank number normalised across reporters; null where it is too short to be distinctive. */
export function bankKey(reference: string | null): string | null {
  // MB writes `FT26327123456\BNK`.
  const [first = ''] = (reference ?? '')
    .trim()
    .toUpperCase()
    .split(/[\\/\s]/);
  const key = first.replace(/[^0-9A-Z]/g, '');
  return key.length >= 4 ? key : null;
}

/**
 * Decides whether a report is about a recorded movement. It certainly is with the same bank number, or with exactly the
 * same attempt and no reporter in common; in both cases with the same amount, and the same account where both name one.
 * A reporter reports a movement once, so that among equal movements each report finds its own.
 *
 * The bank's number comes first: reports that share it stay together, and a payment keeps those with the number of its
 * own report. Reports joined before their number was known give way.
 *
 * @param candidates the nearest in time first
 * @param nearNames attempts that the report's memo nearly names
 */
export function decideMovement(
  report: MovementReport,
  candidates: readonly MovementCandidate[],
  nearNames: readonly string[] = [],
): MovementDecision {
  const kin: JoinedReport[] = [];
  const ownFirst = candidates.toSorted(
    (one, other) => Number(hasSameKey(report, other.own)) - Number(hasSameKey(report, one.own)),
  );
  for (const candidate of ownFirst) {
    const found = byBank(report, candidate);
    if (found?.kind === 'joins') {
      const { paymentId } = candidate;
      return { kind: 'same', paymentId, because: 'bank_reference', displaced: found.displaced };
    }
    kin.push(...(found?.kin ?? []));
  }
  const displaced = kin.map(({ id }) => id);
  const roomy = candidates.filter((candidate) => hasRoomFor(kin, candidate));
  const named = roomy.find((candidate) => isByAttempt(report, candidate));
  if (named) return { kind: 'same', paymentId: named.paymentId, because: 'attempt', displaced };
  const perhaps = roomy
    .map((candidate) => ({
      paymentId: candidate.paymentId,
      hints: duplicateHints(report, candidate, nearNames),
    }))
    .filter(({ hints }) => hints.length > 0)
    .toSorted((one, other) => hintStrength(other.hints) - hintStrength(one.hints));
  return perhaps[0]
    ? { kind: 'perhaps', ...perhaps[0], displaced }
    : { kind: 'another', displaced };
}

/** Whether the reports that come along with a report meet no other report of their reporters. */
function hasRoomFor(kin: readonly JoinedReport[], { own, joined }: MovementCandidate): boolean {
  return ![own, ...joined].some((other) =>
    kin.some((one) => one !== other && one.gateway === other.gateway),
  );
}

function isByAttempt(report: MovementReport, { own, joined }: MovementCandidate): boolean {
  const all = [own, ...joined];
  return (
    own.amount === report.amount &&
    !all.some(({ gateway }) => gateway === report.gateway) &&
    all.some((other) => namesTheSame(report, other) && isNear(report, other, NEAR_MS)) &&
    !all.some((other) => accountsDiffer(report, other))
  );
}

/** The strongest first. */
const HINTS: readonly DuplicateHint[] = [
  'bank_reference',
  'attempt',
  'near_attempt',
  'memo',
  'amount_and_time',
];

/** The strength of hints. */
export function hintStrength(hints: readonly DuplicateHint[]): number {
  return Math.max(0, ...hints.map((hint) => HINTS.length - HINTS.indexOf(hint)));
}

/**
 * Compares by the bank's number. If the payment has another report of the same reporter with another number, one of the
 * two numbers is another movement's: neither the payment's own, nor one that a person has joined.
 */
function byBank(report: MovementReport, { own, joined }: MovementCandidate): ByBank | null {
  const all = [own, ...joined];
  if (own.amount !== report.amount || !all.some((other) => hasSameKey(report, other))) return null;
  if (all.some((other) => accountsDiffer(report, other) || contradicts(report, other))) return null;
  const rivals = all.filter(({ gateway }) => gateway === report.gateway);
  const copies = rivals.filter((other) => hasSameKey(report, other));
  // Two ids of one reporter: one movement only where nothing at all differs.
  if (copies.length > 0) {
    return copies.some((other) => saysTheSame(report, other))
      ? { kind: 'joins', displaced: [] }
      : null;
  }
  const movable = joined.filter(({ because }) => because !== 'person');
  const given = movable.filter((other) => rivals.includes(other));
  const isFirm = rivals.some((rival) => hasSameKey(rival, own)) || given.length < rivals.length;
  if (isFirm) {
    if (hasSameKey(report, own)) return null;
    return { kind: 'parts', kin: movable.filter((other) => hasSameKey(report, other)) };
  }
  const along = movable.filter(
    (other) => !given.includes(other) && given.some((rival) => hasSameKey(rival, other)),
  );
  // The rivals first: there is no room for them here, and the others follow them by their number.
  return { kind: 'joins', displaced: [...given, ...along].map(({ id }) => id) };
}

/** Hints at one movement, where it is uncertain; none where something contradicts it. */
export function duplicateHints(
  report: MovementReport,
  { own, joined }: MovementCandidate,
  nearNames: readonly string[] = [],
): DuplicateHint[] {
  const all = [own, ...joined];
  if (all.some((other) => contradicts(report, other))) return [];
  const ofReporter = all.filter(({ gateway }) => gateway === report.gateway);
  const sharesKey = all.some((other) => hasSameKey(report, other));
  const isOtherAccount = all.some((other) => accountsDiffer(report, other));
  if (own.amount !== report.amount) {
    // Perhaps after a charge; a reporter that gives two amounts means two movements.
    const isOneNumber = sharesKey && (report.bankKey?.length ?? 0) >= LONG_KEY;
    return isOneNumber && ofReporter.length === 0 && !isOtherAccount ? ['bank_reference'] : [];
  }
  // One reporter's two reports are two movements, unless the bank has one number for both.
  if (ofReporter.length > 0) {
    return ofReporter.some((other) => hasSameKey(report, other)) ? ['bank_reference'] : [];
  }
  const hints: DuplicateHint[] = sharesKey ? ['bank_reference'] : [];
  const near = all.filter((other) => isNear(report, other, NEAR_MS));
  if (near.some((other) => sharesAttempt(report, other))) hints.push('attempt');
  // Where the accounts differ, only the movement's own data count.
  if (isOtherAccount) return hints;
  if (near.some((other) => other.names.some((name) => nearNames.includes(name)))) {
    hints.push('near_attempt');
  }
  // Each of the two names an attempt, if only nearly, and not the same one.
  const names = [...report.names, ...nearNames];
  if (names.length > 0 && all.some((other) => namesOthers(other, names))) return hints;
  if (near.some((other) => hasSameMemo(report, other))) hints.push('memo');
  if (all.some((other) => isNear(report, other, NEAR_BY_AMOUNT_MS))) hints.push('amount_and_time');
  return hints;
}

/** Whether both name the same attempts, and no other: a memo that names two may be for either. */
function namesTheSame(a: MovementReport, b: MovementReport): boolean {
  const all = new Set([...a.names, ...b.names]);
  return all.size > 0 && all.size === a.names.length && all.size === b.names.length;
}

function namesOthers(report: MovementReport, names: readonly string[]): boolean {
  return report.names.length > 0 && !report.names.some((name) => names.includes(name));
}

/** Whether both name attempts, and none in common. */
function contradicts(a: MovementReport, b: MovementReport): boolean {
  return a.names.length > 0 && b.names.length > 0 && !sharesAttempt(a, b);
}

function sharesAttempt(a: MovementReport, b: MovementReport): boolean {
  return a.names.some((name) => b.names.includes(name));
}

/** Whether both have the bank's number, at about the same time: numbers recur. */
function hasSameKey(a: MovementReport, b: MovementReport): boolean {
  if (a.bankKey === null || a.bankKey !== b.bankKey) return false;
  return isNear(a, b, a.bankKey.length >= LONG_KEY ? NEAR_BY_LONG_KEY_MS : NEAR_MS);
}

function accountsDiffer(a: MovementReport, b: MovementReport): boolean {
  if (a.accounts.length === 0 || b.accounts.length === 0) return false;
  return !a.accounts.some((account) => b.accounts.includes(account));
}

function isNear(a: MovementReport, b: MovementReport, within: number): boolean {
  return Math.abs(a.receivedAt - b.receivedAt) <= within;
}

function saysTheSame(a: MovementReport, b: MovementReport): boolean {
  return a.receivedAt === b.receivedAt && wordsOf(a.memo) === wordsOf(b.memo);
}

function hasSameMemo(a: MovementReport, b: MovementReport): boolean {
  const words = wordsOf(a.memo);
  return words.length >= TELLING_MEMO && words === wordsOf(b.memo);
}

function wordsOf(memo: string): string {
  return memo.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}
