import { type CellFormat, numberText } from './cell-formats.ts';
import { type CollectedLines, fillCell, MOST_COLUMNS } from './collected-lines.ts';
import { attributeOf, type XmlParts } from './xml-reader.ts';

interface SheetOptions {
  strings: readonly string[];
  formats: readonly CellFormat[];
  isFrom1904: boolean;
}

/** Reads the lines of a sheet. */
export class SheetReader implements XmlParts {
  readonly #options: SheetOptions;
  readonly #lines: CollectedLines;
  #isHidden = false;
  #number = 0;
  #cells: string[] = [];
  #column = -1;
  #type = '';
  #style = '';
  #isText = false;
  #text = '';

  constructor(options: SheetOptions, lines: CollectedLines) {
    this.#options = options;
    this.#lines = lines;
  }

  open(name: string, attributes: string): void {
    if (name === 'row') {
      this.#number = Number(attributeOf(attributes, 'r') ?? this.#number + 1);
      this.#isHidden = /^(1|true)$/.test(attributeOf(attributes, 'hidden') ?? '');
      this.#cells = [];
      this.#column = -1;
    } else if (name === 'c') {
      this.#column = columnOf(attributeOf(attributes, 'r')) ?? this.#column + 1;
      this.#type = attributeOf(attributes, 't') ?? 'n';
      this.#style = attributeOf(attributes, 's') ?? '';
      this.#text = '';
    } else if (name === 'mergeCell') this.#takeMerged(attributeOf(attributes, 'ref') ?? '');
    else this.#isText = name === 'v' || name === 't';
  }

  text(text: string): void {
    if (this.#isText) this.#text += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#isText = false;
    else if (name === 'c') fillCell(this.#cells, this.#column, this.#shown());
    else if (name === 'row') {
      this.#lines.add(this.#number, this.#cells, this.#isHidden);
      this.#cells = [];
    }
  }

  /** Merged cells are named after all lines, as "B2:C6". */
  #takeMerged(reference: string): void {
    const [first = '', last = ''] = reference.split(':');
    const column = columnOf(first) ?? MOST_COLUMNS;
    const [from, to] = [first, last].map((each) => Number(/\d+$/.exec(each)?.[0] ?? 0));
    if (from && to) this.#lines.merge(column, from, to);
  }

  #shown(): string {
    const raw = this.#text;
    const { strings, formats, isFrom1904 } = this.#options;
    switch (this.#type) {
      case 's':
        return strings[Number(raw)] ?? '';
      case 'n':
        return numberText(raw, formats[Number(this.#style)], isFrom1904);
      case 'b':
        return raw === '1' ? 'TRUE' : raw === '0' ? 'FALSE' : raw;
      case 'd':
        return raw.replace(/^(\d{4})-(\d\d)-(\d\d)(T.*)?$/, '$3/$2/$1');
      default:
        // Texts, and errors such as #N/A, as they are.
        return unescaped(raw);
    }
  }
}

/** Reads the texts that cells share. */
export function stringsReader(): XmlParts & { strings: string[] } {
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let isPhonetic = false;
  return {
    strings,
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text(piece) {
      if (isText) text += piece;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si') strings.push(unescaped(text));
    },
  };
}

/** Characters that XML can't have are written `_x000D_`. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([\dA-F]{4})_/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The column of "AB12", from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
