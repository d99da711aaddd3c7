import { type CalendarDate, formatDate } from './calendar-date.ts';
import { isShortGain } from './license-term.ts';
import type { LineState } from './order-state.ts';
import type { Gap, TermPart } from './renewed-term.ts';
import type { PlanName } from './schemas/catalog.ts';
import type { Locale } from './schemas/common.ts';

/**
 * An unexpected effect of a renewal: it changes the plan, charges part of a fiscal year, leaves days out before it,
 * adds less than six months, or ends before the day on which it was ordered.
 */
export type RemarkKind =
  | 'planChange'
  | 'moreUsers'
  | 'fewerUsers'
  | 'chargedMonths'
  | 'chargedDays'
  | 'gap'
  | 'shortGain'
  | 'expiryPassed';

/** One remark in words, short enough for a badge. */
export interface LineRemark {
  kind: RemarkKind;
  text: string;
}

/** The facts about a renewal that a quote, an order line and a quotation keep. */
export interface LineEffect {
  plan: PlanName;
  /** Null where it was not kept. */
  presentPlan: PlanName | null;
  changesPlan: boolean;
  /** Users; missing where they were not kept, as are the licence's until then. */
  quantity?: number;
  presentQuantity?: number | null;
  /** 0: it ends before the day on which it was quoted or ordered; null where it was not kept. */
  daysGained: number | null;
  /** The fiscal years charged only in part; none where it was not kept. */
  chargedParts?: readonly TermPart[];
  /** Missing where it was not kept. */
  gap?: Gap | null;
}

type Say = (
  key: `remark.${RemarkKind}`,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** A plan that is not sold by user, in place of one that is, is another plan, not fewer users. */
function addedUsers({ quantity = 1, presentQuantity, changesPlan }: LineEffect): number {
  if (presentQuantity == null || (changesPlan && quantity === 1)) return 0;
  return quantity - presentQuantity;
}

/** Whether a renewal is for another number of users. */
export function changesUsers(effect: LineEffect): boolean {
  return addedUsers(effect) !== 0;
}

/** The remarks on a renewal, worded alike for every screen, mail and page. */
export function lineRemarks(say: Say, locale: Locale, effect: LineEffect): LineRemark[] {
  const { plan, presentPlan, changesPlan, daysGained, chargedParts = [], gap } = effect;
  const remarks: LineRemark[] = [];
  if (changesPlan && presentPlan) {
    const [from, to] = [presentPlan.name[locale], plan.name[locale]];
    // The code distinguishes two plans with one name.
    const values = from === to ? { from: presentPlan.code, to: plan.code } : { from, to };
    remarks.push({ kind: 'planChange', text: say('remark.planChange', values) });
  }
  const more = addedUsers(effect);
  if (more !== 0) {
    const kind = more > 0 ? 'moreUsers' : 'fewerUsers';
    remarks.push({ kind, text: say(`remark.${kind}`, { count: Math.abs(more) }) });
  }
  for (const { fiscalYear, charged } of chargedParts) {
    if (charged === null) continue;
    const kind = charged.unit === 'month' ? 'chargedMonths' : 'chargedDays';
    const { count, of } = charged;
    remarks.push({ kind, text: say(`remark.${kind}`, { count, of, fiscalYear }) });
  }
  if (gap) {
    const values = { from: formatDate(gap.from), until: formatDate(gap.until) };
    remarks.push({ kind: 'gap', text: say('remark.gap', values) });
  }
  if (daysGained === 0) remarks.push({ kind: 'expiryPassed', text: say('remark.expiryPassed') });
  else if (daysGained !== null && isShortGain(daysGained)) {
    remarks.push({ kind: 'shortGain', text: say('remark.shortGain', { days: daysGained }) });
  }
  return remarks;
}

/** The days that a line adds: as ordered, or none if its term has run out before payment. */
export function gainToday(
  line: { state: LineState; newExpiry: CalendarDate; daysGained: number },
  today: CalendarDate,
): number {
  return line.state === 'awaiting_payment' && line.newExpiry < today ? 0 : line.daysGained;
}
