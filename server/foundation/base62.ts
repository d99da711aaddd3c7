const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Bytes as letters and digits, always of the same length: mail clients, chats and people's eyes keep them at the end of
 * a link, where they cut off a `-`, a `_` or a `.`.
 */
export function toBase62(bytes: Uint8Array): string {
  let left = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  for (let length = base62Length(bytes.length); length > 0; length--) {
    text = DIGITS[Number(left % 62n)] + text;
    left /= 62n;
  }
  return text;
}

/** The bytes of a {@link toBase62} text; null where it has another length. */
export function fromBase62(text: string, bytes: number): Buffer | null {
  if (text.length !== base62Length(bytes)) return null;
  let value = 0n;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return null;
    value = value * 62n + BigInt(digit);
  }
  const hex = value.toString(16).padStart(bytes * 2, '0');
  return hex.length === bytes * 2 ? Buffer.from(hex, 'hex') : null;
}

/** The number of letters and digits for this many bytes. */
export function base62Length(bytes: number): number {
  return Math.ceil((bytes * 8) / Math.log2(62));
}
