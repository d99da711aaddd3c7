import type { Dong } from '../../../shared/money.ts';
import { toAscii } from '../../../shared/search-text.ts';

/** NAPAS247 refuses transfers from this amount on (NAPAS, quick transfer limit). */
export const NAPAS247_LIMIT: Dong = 500_000_000;

export interface VietQr {
  /** The bank's 6-digit identification number (BIN), as the State Bank assigns it. */
  bankBin: string;
  /** At most 19 characters. */
  accountNumber: string;
  /** Below {@link NAPAS247_LIMIT}; without it the payer types the amount (a static code). */
  amount?: Dong;
  /** At most 25 characters once diacritics are folded. */
  memo?: string;
  /** At most 25 characters. */
  billNumber?: string;
}

/**
 * The text of a VietQR code for a transfer to an account: EMVCo merchant-presented QR with NAPAS's
 * template 38 (NAPAS, VietQR format v1.0, 09/2021).
 *
 * @throws RangeError when a field does not fit: a field cut or overlong makes a corrupt code.
 */
export function vietQrPayload({
  bankBin,
  accountNumber,
  amount,
  memo,
  billNumber,
}: VietQr): string {
  if (!/^\d{6}$/.test(bankBin)) throw new RangeError('A bank BIN has 6 digits');
  if (!/^[0-9A-Za-z]{1,19}$/.test(accountNumber)) {
    throw new RangeError('An account number has 1 to 19 letters and digits');
  }
  if (
    amount !== undefined &&
    !(Number.isSafeInteger(amount) && amount > 0 && amount < NAPAS247_LIMIT)
  ) {
    throw new RangeError('NAPAS247 takes amounts from 1 to 499,999,999 dong');
  }
  const beneficiary = field('00', bankBin) + field('01', accountNumber);
  const additional = additionalField('01', billNumber) + additionalField('08', memo);
  const payload =
    field('00', '01') +
    field('01', amount === undefined ? '11' : '12') +
    field('38', field('00', 'A000000727') + field('01', beneficiary) + field('02', 'QRIBFTTA')) +
    field('53', '704') +
    (amount === undefined ? '' : field('54', String(amount))) +
    field('58', 'VN') +
    (additional === '' ? '' : field('62', additional));
  return `${payload}6304${crc16(`${payload}6304`)}`;
}

function additionalField(id: string, text: string | undefined): string {
  if (text === undefined) return '';
  const value = toAscii(text);
  if (value.length < 1 || value.length > 25) {
    throw new RangeError('A memo or bill number has 1 to 25 characters');
  }
  return field(id, value);
}

function field(id: string, value: string): string {
  return id + String(value.length).padStart(2, '0') + value;
}

/** CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, no reflection; 4 upper-case hex digits. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
