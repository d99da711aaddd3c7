/**
 * Text as search compares it: lower case, no diacritics, đ as d, runs of white space as one blank.
 * "Công ty Đại Phát" → "cong ty dai phat".
 */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** As {@link foldText}, case kept, and only printable ASCII left: for gateways and QR codes. */
export function toAscii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/[^\x20-\x7e]/g, '');
}
