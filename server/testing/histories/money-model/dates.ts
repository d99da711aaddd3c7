/** Days as ISO texts, which sort as their days do. */

export function later(a: string, b: string): string {
  return a > b ? a : b;
}

export function dayAfter(date: string): string {
  return daysAfter(date, 1);
}

export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The day of an instant in Vietnam. */
export function dayOf(instant: number): string {
  return new Date(instant + 7 * 3_600_000).toISOString().slice(0, 10);
}

export function yearsLater(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
}
