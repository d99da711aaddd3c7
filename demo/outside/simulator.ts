import { setTimeout as sleep } from 'node:timers/promises';

/** Money that a simulated gateway has taken, by its own number. */
export interface Take {
  number: string;
  amount: number;
  at: number;
  /** What has gone back of it. */
  refunded: number;
}

export type Outcome = 'paid' | 'suspected' | 'processing' | 'failed' | 'cancelled';

/** What a merchant asked a gateway to collect, and what has become of it. */
export interface Charge<Request> {
  /** The merchant's own id of it. */
  id: string;
  amount: number;
  info: string;
  returnUrl: string;
  createdAt: number;
  expiresAt: number;
  /** What the gateway says when it is asked. */
  state: 'waiting' | Outcome;
  takes: Take[];
  /** What the merchant's server answered, each time that it was told. */
  answers: string[];
  /** What else stood in the merchant's request. */
  request: Request;
}

/** What a gateway tells of a charge, or what somebody else pretends that it tells. */
export interface Report {
  outcome: Outcome;
  take: Take;
  forged: boolean;
}

/** What one gateway does in its own way. */
export interface Gateway<Request> {
  /** Sends a message; `taken` when the answer ends the gateway's tries. */
  send(charge: Charge<Request>, report: Report): Promise<{ answer: string; taken: boolean }>;
  /** Where the payer's browser goes when it is done. */
  returnAddress(charge: Charge<Request>, report: Report): string;
  /** Whether the merchant is told of a refusal too; else it has to ask. */
  tellsRefusals: boolean;
  /** A number of the gateway's own for money that it takes. */
  nextNumber(): string;
}

/** What a payer can do at every gateway, and how the gateway then behaves, well or badly. */
export const CHOICES = {
  pay: { label: 'Thanh toán', hint: 'Báo cho người bán rồi đưa người trả về trang của họ.' },
  fail: { label: 'Thất bại', hint: 'Không đủ tiền: không thu được gì.' },
  cancel: { label: 'Hủy', hint: 'Người trả đổi ý.' },
  delay: { label: 'Thanh toán chậm', hint: 'Đang xử lý; sau số giây bên dưới mới thu và báo.' },
  repeat: { label: 'Gửi lặp lại', hint: 'Thu một lần, báo mười lần cùng lúc.' },
  reorder: {
    label: 'Đảo thứ tự',
    hint: 'Về trang người bán trước, rồi mới báo đã trả; sau cùng báo thất bại cũ, nếu cổng có báo thất bại.',
  },
  forge: { label: 'Giả mạo chữ ký', hint: 'Không ai trả; kẻ khác báo là đã trả.' },
  amount: { label: 'Sai số tiền', hint: 'Không ai trả; báo đúng chữ ký nhưng số tiền khác.' },
  silent: { label: 'Im lặng', hint: 'Đã thu, không báo gì, người trả không quay về; hỏi thì đáp.' },
  twice: { label: 'Thanh toán hai lần', hint: 'Thu hai lần cho cùng một đơn.' },
} as const;

export type Choice = keyof typeof CHOICES;

/** Most gateways let one order be paid once. */
export const PAID_ONCE = (Object.keys(CHOICES) as Choice[]).filter((choice) => choice !== 'twice');

/** A gateway tells again until it is answered as it wants; here a few times, a second apart. */
const TRIES = 3;

const AT_ONCE = 10;

/** After the payer's browser is back at the merchant's. */
const AFTER_RETURN = 1_500;

/** Takes money: what is still missing, or all of it once more. */
export function take<Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  amount = charge.amount - collected(charge) || charge.amount,
): Report {
  const taken = { number: gateway.nextNumber(), amount, at: Date.now(), refunded: 0 };
  charge.takes.push(taken);
  if (collected(charge) >= charge.amount) charge.state = 'paid';
  return { outcome: 'paid', take: taken, forged: false };
}

export function collected<Request>({ takes }: Charge<Request>): number {
  return takes.reduce((sum, { amount }) => sum + amount, 0);
}

/** Notes that no money came. */
export function refuse<Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  outcome: 'failed' | 'cancelled',
): Report {
  charge.state = outcome;
  return { outcome, take: untaken(gateway, charge), forged: false };
}

/** Sends a message once, and notes what was answered. */
export async function tell<Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  report: Report,
): Promise<{ answer: string; taken: boolean }> {
  const answered = await gateway
    .send(charge, report)
    .catch((error: unknown) => ({ answer: String(error), taken: false }));
  charge.answers.push(answered.answer);
  return answered;
}

export async function tellUntilTaken<Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  report: Report,
): Promise<void> {
  for (let i = 0; i < TRIES; i++) {
    if ((await tell(gateway, charge, report)).taken) return;
    await sleep(1_000, undefined, { ref: false });
  }
}

/** Does something a while later; a demo that is stopped meanwhile does not wait for it. */
export function later(milliseconds: number, work: () => Promise<unknown>): void {
  void sleep(milliseconds, undefined, { ref: false }).then(work);
}

/**
 * Does what a payer has chosen.
 *
 * @returns where the payer's browser goes; null when the payer does not come back
 */
export async function act<Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  choice: Choice,
  seconds: number,
): Promise<string | null> {
  const report = await DEEDS[choice](gateway, charge, seconds);
  return report && gateway.returnAddress(charge, report);
}

type Deed = <Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  seconds: number,
) => Promise<Report | null>;

const DEEDS: Record<Choice, Deed> = {
  async pay(gateway, charge) {
    const paid = take(gateway, charge);
    await tellUntilTaken(gateway, charge, paid);
    return paid;
  },
  fail: (gateway, charge) => tellRefusal(gateway, charge, 'failed'),
  cancel: (gateway, charge) => tellRefusal(gateway, charge, 'cancelled'),
  async delay(gateway, charge, seconds) {
    charge.state = 'processing';
    later(seconds * 1_000, () => tellUntilTaken(gateway, charge, take(gateway, charge)));
    return { outcome: 'processing', take: untaken(gateway, charge), forged: false };
  },
  async repeat(gateway, charge) {
    const paid = take(gateway, charge);
    await Promise.all(Array.from({ length: AT_ONCE }, () => tell(gateway, charge, paid)));
    return paid;
  },
  async reorder(gateway, charge) {
    const old: Report = { outcome: 'failed', take: untaken(gateway, charge), forged: false };
    const paid = take(gateway, charge);
    later(AFTER_RETURN, async () => {
      await tellUntilTaken(gateway, charge, paid);
      if (gateway.tellsRefusals) await tell(gateway, charge, old);
    });
    return paid;
  },
  async forge(gateway, charge) {
    const forged: Report = { outcome: 'paid', take: untaken(gateway, charge), forged: true };
    await tell(gateway, charge, forged);
    return forged;
  },
  async amount(gateway, charge) {
    const wrong = { ...untaken(gateway, charge), amount: Math.ceil(charge.amount / 2) };
    await tell(gateway, charge, { outcome: 'paid', take: wrong, forged: false });
    return { outcome: 'paid', take: untaken(gateway, charge), forged: true };
  },
  async silent(gateway, charge) {
    take(gateway, charge);
    return null;
  },
  async twice(gateway, charge) {
    const first = take(gateway, charge);
    await tellUntilTaken(gateway, charge, first);
    await tellUntilTaken(gateway, charge, take(gateway, charge));
    return first;
  },
};

async function tellRefusal<Request>(
  gateway: Gateway<Request>,
  charge: Charge<Request>,
  outcome: 'failed' | 'cancelled',
): Promise<Report> {
  const refused = refuse(gateway, charge, outcome);
  if (gateway.tellsRefusals) await tellUntilTaken(gateway, charge, refused);
  return refused;
}

/** What a message speaks of when no money was taken. */
function untaken<Request>(gateway: Gateway<Request>, charge: Charge<Request>): Take {
  return { number: gateway.nextNumber(), amount: charge.amount, at: Date.now(), refunded: 0 };
}

/** Numbers that grow, also over a restart of the demo. */
export function growingNumbers(): () => number {
  let last = Date.now();
  return () => {
    last = Math.max(last + 1, Date.now());
    return last;
  };
}

/** How a gateway answers the refunds that it is asked for. */
export const REFUND_MODES = {
  done: 'Hoàn ngay',
  refuse: 'Từ chối',
  lost: 'Hoàn, nhưng không trả lời',
} as const;

export type RefundMode = keyof typeof REFUND_MODES;

/** Takes an amount off what a charge has collected; null when there is not as much. */
export function payBack<Request>(
  charges: Iterable<Charge<Request>>,
  number: string,
  amount: number,
): Take | null {
  for (const { takes } of charges) {
    const found = takes.find((taken) => taken.number === number);
    if (found === undefined) continue;
    if (!(amount > 0) || found.refunded + amount > found.amount) return null;
    found.refunded += amount;
    return found;
  }
  return null;
}

/** `yyMMdd`, `yyyyMMddHHmmss` and the like: digits of a moment in Vietnam, from the century on. */
export function vietnamDigits(instant: number): string {
  return new Date(instant + 7 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
}
