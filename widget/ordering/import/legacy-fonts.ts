import type { SheetLine } from './xlsx/collected-lines.ts';

/**
 * Vietnamese as it was written before Unicode, and still is in old files: in letters of Western Europe that a font shows
 * as others. TCVN3 is that of .VnTime, VNI that of VNI-Times.
 */
export type LegacyFont = 'tcvn3' | 'vni';

/** Words of every list of customers, in letters of each font. */
const WORDS: readonly (readonly [LegacyFont, RegExp])[] = [
  ['tcvn3', /c«ng ty|kh¸ch|thu[Õ\u01a0]|n¨m|m· s|tªn /i],
  ['vni', /coâng ty|khaùch|thueá|naêm|ma[õ\u01a1] soá|teân /i],
];

/** Letters that Vietnamese in Unicode does not have: what has one is of the font. */
const STRANGE: Readonly<Record<LegacyFont, RegExp>> = {
  tcvn3: /[¡-¿ÆÇËÎÏÑÖ×ØÛÜßäåæçëîïñöøûü]/,
  vni: /[ñæîöÑÆÎÖ]|[aeoAEO][âáàåãäÂÁÀÅÃÄ]|[aA][êéèúüëÊÉÈÚÜË]|[aeouyôAEOUYÔ][ùøûõïÙØÛÕÏ]/,
};

/** The letters that TCVN3 gives to the codes from 0xA1 on; a blank: none. */
const TCVN3 = `ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ`;

/** VNI's marks behind a letter, and its letters that stand alone. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  ...{ â: '\u0302', á: '\u0302\u0301', à: '\u0302\u0300', å: '\u0302\u0309' },
  ...{ ã: '\u0302\u0303', ä: '\u0302\u0323', ê: '\u0306', é: '\u0306\u0301', è: '\u0306\u0300' },
  ...{ ú: '\u0306\u0309', ü: '\u0306\u0303', ë: '\u0306\u0323' },
  ...{ ù: '\u0301', ø: '\u0300', û: '\u0309', õ: '\u0303', ï: '\u0323' },
};
const VNI_LETTERS: Readonly<Record<string, string>> = {
  ...{ ñ: 'đ', ô: 'ơ', ö: 'ư', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ' },
};

/** The letters of Windows-1258 that Windows-1252, by which these fonts go, has otherwise. */
const OTHERWISE = 'ĂÃĐÐƠÕƯÝăãđðơõưý₫þ\u0300Ì\u0309Ò\u0303Þ\u0301ì\u0323ò';

/** Lines by which a font is recognised. */
const SAMPLE = 200;

/** The font in whose letters a text is written; null for Unicode. */
export function legacyFontOf(text: string): LegacyFont | null {
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** A text of a file whose encoding was taken for Windows-1258, in Unicode. */
export function fromWindows1258(text: string): string {
  const font = legacyFontOf(text.slice(0, 5_000));
  if (font === null) return text;
  const western = text.replace(/[ĂĐƠƯăđơư₫]|[\u0300\u0301\u0303\u0309\u0323]/g, (letter) => {
    return OTHERWISE[OTHERWISE.indexOf(letter) + 1] ?? letter;
  });
  return inUnicode(western, font);
}

/** Hands lines on with the cells of such fonts in Unicode; others may be in Unicode beside them. */
export function withoutLegacyFonts(onLines: (lines: readonly SheetLine[]) => void) {
  let font: LegacyFont | null = null;
  let seen = 0;
  return (lines: readonly SheetLine[]): void => {
    // One of the first lines has the headings.
    if (seen < SAMPLE) font ??= legacyFontOf(lines.map(({ cells }) => cells.join('\t')).join('\n'));
    seen += lines.length;
    const { [font ?? 'vni']: strange } = STRANGE;
    const read = (cell: string) => (font && strange.test(cell) ? inUnicode(cell, font) : cell);
    onLines(font ? lines.map((line) => ({ ...line, cells: line.cells.map(read) })) : lines);
  };
}

function inUnicode(text: string, font: LegacyFont): string {
  if (font === 'tcvn3') {
    return text.replace(/[\u00a1-\u00fe]/g, (letter) => {
      return TCVN3[letter.charCodeAt(0) - 0xa1]?.trim() || letter;
    });
  }
  const marked = text.replace(
    /([aeouyôö])([âáàåãäêéèúüëùøûõï])/gi,
    (_, letter: string, mark: string) => letter + VNI_MARKS[mark.toLowerCase()],
  );
  const letters = marked.replace(/[ñôöæóòî]/gi, (letter) => {
    const read = VNI_LETTERS[letter.toLowerCase()] ?? letter;
    return letter === letter.toLowerCase() ? read : read.toUpperCase();
  });
  return letters.normalize('NFC');
}
