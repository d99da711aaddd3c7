import { cleanCode } from './clean-text.ts';

/** The form in which a code is stored and compared: upper case, no blanks. */
export function normalizeCode(typed: string): string {
  return cleanCode(typed).replaceAll(' ', '').toUpperCase();
}
