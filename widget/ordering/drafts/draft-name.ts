import { calendarDateAt, formatInstant, partsOf } from '../../../shared/calendar-date.ts';
import type { DraftSummary } from '../../../shared/schemas/draft.ts';
import type { SignIn } from '../../api/sign-in.ts';

const ENGLISH = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });

/** A draft's name: the month in which it was begun, and the number of its customers. */
export function draftName(
  { t, locale }: Pick<SignIn, 't' | 'locale'>,
  { createdAt, customerCount }: Pick<DraftSummary, 'createdAt' | 'customerCount'>,
): string {
  const { month } = partsOf(calendarDateAt(createdAt));
  const named = locale === 'vi' ? String(month) : ENGLISH.format(Date.UTC(2000, month - 1));
  return t('drafts.name', { month: named, count: customerCount });
}

/** An instant as people say it: the time alone, where it was on the present day. */
export function timeText(instant: number): string {
  const text = formatInstant(instant);
  return calendarDateAt(instant) === calendarDateAt(Date.now()) ? text.slice(11) : text;
}
