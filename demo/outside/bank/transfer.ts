import { vietnamDigits } from '../gateways/simulator.ts';

/** Money that moved on the vendor's bank account. */
export interface Transfer {
  id: number;
  at: number;
  /** The memo as the bank passed it on. */
  memo: string;
  direction: 'in' | 'out';
  amount: number;
  /** The account's balance after it. */
  balance: number;
  reference: string;
  /** Reported by a forger; no money moved. */
  forged: boolean;
  /** The merchant server's answers to the reports. */
  answers: { status: number; body: string }[];
}

/** `yyyy-MM-dd HH:mm:ss` in Vietnam. */
export function localTime(instant: number): string {
  const digits = vietnamDigits(instant);
  return digits.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6');
}
