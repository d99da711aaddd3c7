import { cleanCode } from './clean-text.ts';

/** A code as it is stored and compared: however it was typed, in upper case and without blanks. */
export function normalizeCode(typed: string): string {
  return cleanCode(typed).replaceAll(' ', '').toUpperCase();
}
