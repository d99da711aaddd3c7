import type { Dong } from './money.ts';
import type { Locale } from './schemas/common.ts';

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const GROUPS = ['', 'nghìn', 'triệu', 'tỷ', 'nghìn tỷ', 'triệu tỷ'];

const ONES = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
  ...['eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen'],
  ...['eighteen', 'nineteen'],
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const THOUSANDS = ['', 'thousand', 'million', 'billion', 'trillion', 'quadrillion'];

/**
 * An amount in words, as invoices, quotations and receipts print it:
 * 1_050_021 → "Một triệu không trăm năm mươi nghìn không trăm hai mươi mốt đồng",
 * in English "One million fifty thousand twenty-one dong".
 */
export function dongInWords(amount: Dong, locale: Locale = 'vi'): string {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError('dongInWords takes a whole number of dong');
  }
  const text = locale === 'vi' ? `${inVietnamese(amount)} đồng` : `${inEnglish(amount)} dong`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function inVietnamese(amount: Dong): string {
  if (amount === 0) return 'không';
  const groups = groupsOf(amount);
  const words: string[] = [];
  for (let index = groups.length - 1; index >= 0; index--) {
    const group = groups[index] ?? 0;
    if (group === 0) continue;
    words.push(threeDigits(group, index < groups.length - 1), GROUPS[index] ?? '');
  }
  return words.filter(Boolean).join(' ');
}

/** Groups of three digits, the last first. */
function groupsOf(amount: Dong): number[] {
  const groups: number[] = [];
  for (let rest = amount; rest > 0; rest = Math.floor(rest / 1000)) groups.push(rest % 1000);
  return groups;
}

/** `full`: say "không trăm" and "lẻ", because a higher group precedes. */
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

/** After a ten, one is "mốt" (from twenty on), five is "lăm". */
function unitWord(units: number, tens: number): string {
  if (units === 1 && tens > 1) return 'mốt';
  if (units === 5 && tens > 0) return 'lăm';
  return DIGITS[units] ?? '';
}

function inEnglish(amount: Dong): string {
  if (amount === 0) return 'zero';
  const words = groupsOf(amount).map((group, index) =>
    group === 0 ? '' : `${hundredsInEnglish(group)} ${THOUSANDS[index]}`.trim(),
  );
  return words.filter(Boolean).reverse().join(' ');
}

function hundredsInEnglish(group: number): string {
  const rest = group % 100;
  const [tens, ones] = [Math.floor(rest / 10), rest % 10];
  const hundreds = group >= 100 ? [`${ONES[Math.floor(group / 100)]} hundred`] : [];
  if (rest === 0) return hundreds.join('');
  if (rest < 20) return [...hundreds, ONES[rest]].join(' ');
  return [...hundreds, ones === 0 ? TENS[tens] : `${TENS[tens]}-${ONES[ones]}`].join(' ');
}
