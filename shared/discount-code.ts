/** A code as it is stored and compared: however it was typed, in upper case and without blanks. */
export function normalizeCode(typed: string): string {
  return typed.normalize('NFC').replace(/\s+/g, '').toUpperCase();
}
