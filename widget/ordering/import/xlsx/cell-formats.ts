import { attributeOf, type XmlParts } from './xml-reader.ts';

/** The display format of a cell's number. */
export type CellFormat = 'number' | 'date' | 'year' | { zeros: number };

const DAY_MS = 86_400_000;

/** The number formats that every workbook has, of dates (ECMA-376, 18.8.30). */
const DATES = [
  [14, 17],
  [22, 22],
  [27, 36],
  [50, 58],
] as const;

/** Reads the workbook's styles: the format of each cell style, by its number. */
export function formatsReader(): XmlParts & { formats: CellFormat[] } {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isInCells = false;
  return {
    formats,
    open(name, attributes) {
      if (name === 'numFmt') {
        codes.set(
          Number(attributeOf(attributes, 'numFmtId')),
          attributeOf(attributes, 'formatCode') ?? '',
        );
      } else if (name === 'cellXfs') isInCells = true;
      else if (name === 'xf' && isInCells) {
        formats.push(formatOf(Number(attributeOf(attributes, 'numFmtId') ?? 0), codes));
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  };
}

/** Characters of a format code; Excel's own limit is 255. */
const MOST_CODE = 1_000;

function formatOf(id: number, codes: ReadonlyMap<number, string>): CellFormat {
  if (DATES.some(([from, to]) => id >= from && id <= to)) return 'date';
  // Without quoted texts, characters that are escaped, left free or repeated, and conditions or colours in brackets.
  const code = (codes.get(id) ?? '')
    .slice(0, MOST_CODE)
    .replace(/"[^"]*"|[\\_*].|\[[^\]]*\]/g, '')
    .toLowerCase();
  if (/^y+(;|$)/.test(code)) return 'year';
  if (/[dy]/.test(code)) return 'date';
  const [zeros] = /^0{2,}(?=;|$)/.exec(code) ?? [];
  return zeros ? { zeros: zeros.length } : 'number';
}

/** A number as the sheet shows it, without separators. */
export function numberText(
  raw: string,
  format: CellFormat | undefined,
  isFrom1904: boolean,
): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (typeof format === 'object' && Number.isSafeInteger(value) && value >= 0) {
    return String(value).padStart(format.zeros, '0');
  }
  if (format !== 'date' && format !== 'year') return String(value);
  const date = dateOf(value, isFrom1904);
  if (date === null) return String(value);
  const [year = '', month = '', day = ''] = date.split('-');
  return format === 'year' ? year : `${day}/${month}/${year}`;
}

/** The date of a serial number, as ISO text; Excel counts a 29 February 1900. */
function dateOf(serial: number, isFrom1904: boolean): string | null {
  const days = Math.floor(serial) + (isFrom1904 ? 1462 : 0);
  if (days < 1 || days > 2_958_465) return null;
  const at = Date.UTC(1899, 11, days > 59 ? 30 : 31) + days * DAY_MS;
  return new Date(at).toISOString().slice(0, 10);
}
