import { setTimeout as sleep } from 'node:timers/promises';

/** Money that a simulated gateway has taken, by its own number. */
export interface Take {
  number: string;
  amount: number;
  at: number;
  /** The amount paid back. */
  refunded: number;
}

export type Outcome = 'paid' | 'suspected' | 'processing' | 'failed' | 'cancelled';

/** A payment that a merchant registered with a gateway, and its outcome. */
export interface Charge<Request> {
  /** The merchant's own id of it. */
  id: string;
  amount: number;
  info: string;
  returnUrl: string;
  createdAt: number;
  expiresAt: number;
  /** The gateway's answer to a query. */
  state: 'waiting' | Outcome;
  takes: Take[];
  /** The merchant server's answers to the reports. */
  answers: string[];
  /** Other fields of the merchant's request. */
  request: Request;
}

/** A gateway's report of a charge, or a forged one. */
export interface Report {
  outcome: Outcome;
  take: Take;
  forged: boolean;
}

/** The particulars of one gateway. */
export interface Gateway<Request> {
  /** Sends a message; `taken` when the answer ends the gateway's tries. */
  send(charge: Charge<Request>, report: Report): Promise<{ answer: string; taken: boolean }>;
  /** The payer's next page afterwards. */
  returnAddress(charge: Charge<Request>, report: Report): string;
  /** Whether the merchant gets a report of a refusal too; otherwise it has to ask. */
  tellsRefusals: boolean;
  /** The gateway's own number for money that it takes. */
  nextNumber(): string;
}

/** The payer's choices at every gateway, and how the gateway then behaves, well or badly. */
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

/** A gateway reports again until it is answered as it requires; here a few times, a second apart. */
const TRIES = 3;

/** Reports sent at the same time by `repeat`. */
const AT_ONCE = 10;

/** Wait until the payer's browser is back at the merchant's. */
const AFTER_RETURN_MS = 1_500;

/** Takes money: the missing amount, or the whole amount once more. */
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

/** Sends a message once, and notes the answer. */
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

/** Does something a while later, without keeping a stopped demo alive. */
export function later(milliseconds: number, work: () => Promise<unknown>): void {
  void sleep(milliseconds, undefined, { ref: false }).then(work);
}

/**
 * Carries out the payer's choice.
 *
 * @returns the payer's next page; null when the payer does not come back
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
    later(AFTER_RETURN_MS, async () => {
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

/** The subject of a message when no money was taken. */
function untaken<Request>(gateway: Gateway<Request>, charge: Charge<Request>): Take {
  return { number: gateway.nextNumber(), amount: charge.amount, at: Date.now(), refunded: 0 };
}

/** Numbers that grow, even over a restart of the demo. */
export function growingNumbers(): () => number {
  let last = Date.now();
  return () => {
    last = Math.max(last + 1, Date.now());
    return last;
  };
}

/** Ways in which a gateway answers requests for refunds. */
export const REFUND_MODES = {
  done: 'Hoàn ngay',
  refuse: 'Từ chối',
  lost: 'Hoàn, nhưng không trả lời',
} as const;

export type RefundMode = keyof typeof REFUND_MODES;

/** Deducts an amount from a charge; null when it has less left. */
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
