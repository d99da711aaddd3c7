/** Days as ISO texts, which sort as their days do. */

export function later(a: string, b: string): string {
  return a > b ? a : b;
}

export function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
}

export function yearsLater(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
}
