import { startOfDay } from '../../shared/calendar-date.ts';
import { isEmail } from '../../shared/party.ts';
import type { Unreminded } from '../../shared/unreminded.ts';
import { readRefusals } from '../announce/outbox/refused-addresses.ts';
import type { Surroundings } from '../context/context.ts';
import type { Reader } from '../database/db.ts';
import { MINUTE_MS } from '../foundation/durations.ts';
import type { Firm } from '../foundation/firm.ts';
import { type NamedLine, readNamedLines } from './read-named-lines.ts';

/** Minimum pause between two mails that ask for a line's payment, in milliseconds. */
const PAUSE_MS = 10 * MINUTE_MS;

/** One mail: the lines of one order that go to one address. */
export interface PlannedReminder {
  orderId: string;
  email: string;
  name: string;
  lineIds: string[];
}

export interface ReminderPlan {
  mails: PlannedReminder[];
  skipped: { lineId: string; reason: Unreminded }[];
}

/**
 * The mails that ask for the payment of these lines, and the lines without one.
 *
 * @throws DomainError NOT_FOUND when one of them is no line of the firm
 */
export async function planReminders(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  input: { lineIds: readonly string[]; again: boolean },
): Promise<ReminderPlan> {
  const lines = await readNamedLines(reader, firm, input.lineIds);
  const refused = await readRefusals(
    reader,
    context.now(),
    firm,
    lines.map(({ email }) => email),
  );
  const mails = new Map<string, PlannedReminder>();
  const skipped: ReminderPlan['skipped'] = [];
  for (const line of lines) {
    const isRefused = refused.has(line.email.toLowerCase());
    const reason = reasonAgainst(line, isRefused, context.now(), input.again);
    if (reason !== null) {
      skipped.push({ lineId: line.id, reason });
      continue;
    }
    const key = `${line.orderId} ${line.email.toLowerCase()}`;
    const { orderId, email, contactName: name } = line;
    const mail = mails.get(key) ?? { orderId, email, name, lineIds: [] };
    mail.lineIds.push(line.id);
    mails.set(key, mail);
  }
  return { mails: [...mails.values()], skipped };
}

function reasonAgainst(
  line: NamedLine,
  isRefused: boolean,
  now: number,
  again: boolean,
): Unreminded | null {
  if (line.state !== 'awaiting_payment') return 'not_payable';
  if (line.payer === 'firm') return 'firm_pays';
  if (!isEmail(line.email)) return 'no_email';
  if (isRefused) return 'email_refused';
  const asked = Math.max(line.sentAt ?? 0, line.remindedAt ?? 0);
  // A moment in the future: the clock was set back since.
  if (asked > now + PAUSE_MS) return null;
  if (asked > now - PAUSE_MS) return 'sent_recently';
  return asked >= startOfDay(now) && !again ? 'asked_today' : null;
}
