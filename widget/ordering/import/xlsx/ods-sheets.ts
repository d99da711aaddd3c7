import { type CollectedLines, fillCell, MOST_COLUMNS } from './collected-lines.ts';
import type { ReadPart, Sheets } from './sheets.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { attributeOf, type XmlParts } from './xml-reader.ts';

/** The part of an OpenDocument file, as LibreOffice saves it, that has all sheets. */
export const ODS_CONTENT = 'content.xml';

/** The visible sheets of an OpenDocument file. */
export async function odsSheets(read: ReadPart): Promise<Sheets> {
  await read('META-INF/manifest.xml', {
    open(name) {
      if (name === 'encryption-data') throw new UnreadableFile('oldOrLocked');
    },
  });
  const { tables } = await read(ODS_CONTENT, tablesReader());
  return {
    names: tables.map(({ name }) => name),
    readSheet: (index, lines, step) =>
      read(ODS_CONTENT, new OdsReader(tables[index]?.number ?? -1, lines), step),
  };
}

/** Reads the names of the visible sheets, and their numbers among all. */
function tablesReader() {
  const tables: { name: string; number: number }[] = [];
  const hidden = new Set<string>();
  let style = '';
  let count = 0;
  const parts: XmlParts & { tables: typeof tables } = {
    tables,
    open(name, attributes) {
      const of = (attribute: string) => attributeOf(attributes, attribute) ?? '';
      if (name === 'style') style = of('name');
      else if (name === 'table-properties' && of('display') === 'false') hidden.add(style);
      else if (name === 'table') {
        if (!hidden.has(of('style-name'))) tables.push({ name: of('name'), number: count });
        count += 1;
      }
    },
  };
  return parts;
}

/** Reads the lines of one sheet. */
class OdsReader implements XmlParts {
  readonly #lines: CollectedLines;
  /** The number of sheets that come before it; below zero: it has begun. */
  #before: number;
  #isOpen = false;
  #row = '';
  #number = 0;
  #cells: string[] = [];
  #column = 0;
  #cell = '';
  #paragraphs: string[] = [];
  #isText = false;
  #isNote = false;

  constructor(before: number, lines: CollectedLines) {
    this.#before = before;
    this.#lines = lines;
  }

  open(name: string, attributes: string): void {
    if (name === 'table') {
      this.#isOpen = this.#before === 0;
      this.#before -= 1;
    }
    if (!this.#isOpen) return;
    if (name === 'table-row') {
      this.#row = attributes;
      this.#number += 1;
      this.#cells = [];
      this.#column = 0;
    } else if (CELL.test(name)) {
      this.#cell = attributes;
      this.#paragraphs = [];
    } else if (name === 'annotation') this.#isNote = true;
    else if (name === 'p') {
      this.#isText = !this.#isNote;
      if (this.#isText) this.#paragraphs.push('');
    } else if (/^(s|tab|line-break)$/.test(name)) this.text(' ');
  }

  text(text: string): void {
    if (this.#isText) this.#paragraphs.push(`${this.#paragraphs.pop()}${text}`);
  }

  close(name: string): void {
    if (name === 'table') this.#isOpen = false;
    if (!this.#isOpen) return;
    if (name === 'p') this.#isText = false;
    else if (name === 'annotation') this.#isNote = false;
    else if (CELL.test(name)) this.#endCell();
    else if (name === 'table-row') this.#endRow();
  }

  #endCell(): void {
    const text = shownOf(this.#cell, this.#paragraphs.join('\n'));
    const rows = Number(attributeOf(this.#cell, 'number-rows-spanned') ?? 1);
    this.#lines.merge(this.#column, this.#number, this.#number + rows - 1);
    const next = this.#column + repeatsOf(this.#cell, 'number-columns-repeated');
    for (; text !== '' && this.#column < Math.min(next, MOST_COLUMNS); this.#column++) {
      fillCell(this.#cells, this.#column, text);
    }
    this.#column = next;
  }

  /** Rows alike are written once, such as the empty ones to the end of the sheet. */
  #endRow(): void {
    const isHidden = /^(filter|collapse)$/.test(attributeOf(this.#row, 'visibility') ?? '');
    const last = this.#number + repeatsOf(this.#row, 'number-rows-repeated') - 1;
    for (; this.#cells.length > 0 && this.#number < last; this.#number++) {
      this.#lines.add(this.#number, [...this.#cells], isHidden);
    }
    this.#number = last;
    this.#lines.add(this.#number, this.#cells, isHidden);
  }
}

const CELL = /^(covered-)?table-cell$/;

function repeatsOf(attributes: string, name: string): number {
  return Math.min(MOST_REPEATS, Number(attributeOf(attributes, name) ?? 1));
}

/** The rows of a sheet. */
const MOST_REPEATS = 1_048_576;

/** A cell's text: a date as in every list, and a number without separators, with the zeros that it is shown with. */
function shownOf(attributes: string, shown: string): string {
  const day = /^(\d{4})-(\d\d)-(\d\d)/.exec(attributeOf(attributes, 'date-value') ?? '');
  if (day) return shown.length === 4 ? shown : `${day[3]}/${day[2]}/${day[1]}`;
  const value = attributeOf(attributes, 'value');
  return value === undefined || /^0\d|^\d+-\d+$/.test(shown) ? shown : value;
}
