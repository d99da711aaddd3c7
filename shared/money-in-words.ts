import type { Dong } from './money.ts';

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const GROUPS = ['', 'nghìn', 'triệu', 'tỷ', 'nghìn tỷ', 'triệu tỷ'];

/**
 * An amount in Vietnamese words, as invoices and quotations print it:
 * 1_050_021 → "Một triệu không trăm năm mươi nghìn không trăm hai mươi mốt đồng".
 */
export function dongInWords(amount: Dong): string {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError('dongInWords takes a whole number of dong');
  }
  if (amount === 0) return 'Không đồng';
  const groups: number[] = [];
  for (let rest = amount; rest > 0; rest = Math.floor(rest / 1000)) groups.push(rest % 1000);
  const words: string[] = [];
  for (let index = groups.length - 1; index >= 0; index--) {
    const group = groups[index] ?? 0;
    if (group === 0) continue;
    words.push(threeDigits(group, index < groups.length - 1), GROUPS[index] ?? '');
  }
  const text = `${words.filter(Boolean).join(' ')} đồng`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `full`: say "không trăm" and "lẻ", because a higher group stands before. */
function threeDigits(group: number, full: boolean): string {
  const hundreds = Math.floor(group / 100);
  const tens = Math.floor(group / 10) % 10;
  const units = group % 10;
  const words: string[] = [];
  if (hundreds > 0 || full) words.push(`${DIGITS[hundreds]} trăm`);
  if (tens > 1) words.push(`${DIGITS[tens]} mươi`);
  else if (tens === 1) words.push('mười');
  else if (units > 0 && words.length > 0) words.push('lẻ');
  if (units > 0) words.push(unitWord(units, tens));
  return words.join(' ');
}

/** After a ten, one is "mốt" (from twenty), five is "lăm". */
function unitWord(units: number, tens: number): string {
  if (units === 1 && tens > 1) return 'mốt';
  if (units === 5 && tens > 0) return 'lăm';
  return DIGITS[units] ?? '';
}
