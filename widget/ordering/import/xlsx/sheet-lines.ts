import { type CellFormat, numberText } from './cell-formats.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { attributeOf, type XmlParts } from './xml-reader.ts';

/** A line of a sheet that has at least one filled cell. */
export interface SheetLine {
  /** The line's number in the sheet, from 1. */
  number: number;
  cells: string[];
}

/** Cells merged over several lines. */
export interface MergedCells {
  /** The leftmost column, from 0. */
  column: number;
  /** Numbers of the first and the last line. */
  from: number;
  to: number;
  /** Contents of the first line, where that is hidden and not read. */
  hidden?: string;
}

/** Columns beyond are not read. */
const MOST_COLUMNS = 200;

/** More merged cells than a sheet has lines are no list's. */
const MOST_MERGED = 50_100;

interface SheetOptions {
  strings: readonly string[];
  formats: readonly CellFormat[];
  isFrom1904: boolean;
  /** Lines with something in them; a sheet with more is refused. */
  mostLines: number;
  /** Rows hidden by a filter, or by hand, are lines, too. */
  withHidden: boolean;
}

/** Reads a sheet: its lines with something in them collect in `lines`, from where the caller takes them. */
export class SheetReader implements XmlParts {
  readonly #options: SheetOptions;
  lines: SheetLine[] = [];
  count = 0;
  /** Hidden rows with something in them. */
  hidden = 0;
  readonly merged: MergedCells[] = [];
  /** The cells of hidden lines that are not read, by the lines' numbers. */
  readonly #hiddenCells = new Map<number, readonly string[]>();
  #isHidden = false;
  #number = 0;
  #cells: string[] = [];
  #column = -1;
  #type = '';
  #style = '';
  #isText = false;
  #text = '';

  constructor(options: SheetOptions) {
    this.#options = options;
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
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.#endLine();
  }

  #endCell(): void {
    const text = this.#shown();
    if (text === '' || this.#column >= MOST_COLUMNS) return;
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = text;
  }

  #endLine(): void {
    if (this.#cells.length === 0) return;
    if (this.#isHidden) {
      this.hidden += 1;
      if (!this.#options.withHidden) {
        this.#hiddenCells.set(this.#number, this.#cells);
        return;
      }
    }
    this.count += 1;
    if (this.count > this.#options.mostLines) throw new UnreadableFile('tooManyLines');
    this.lines.push({ number: this.#number, cells: this.#cells });
    this.#cells = [];
  }

  /** Merged cells are named after all lines, as "B2:C6". */
  #takeMerged(reference: string): void {
    const [first = '', last = ''] = reference.split(':');
    const column = columnOf(first) ?? MOST_COLUMNS;
    const [from, to] = [first, last].map((each) => Number(/\d+$/.exec(each)?.[0] ?? 0));
    if (!from || !to || from >= to) return;
    if (column >= MOST_COLUMNS || this.merged.length === MOST_MERGED) return;
    const hidden = this.#hiddenCells.get(from)?.[column];
    this.merged.push({ column, from, to, ...(hidden !== undefined && { hidden }) });
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
