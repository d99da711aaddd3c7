import type { SheetLine } from './collected-lines.ts';
import { attributeOf, type XmlParts, XmlReader } from './xml-reader.ts';

/** Characters read at a time. */
const STEP = 65_536;

/** More columns, or rows that a cell is merged over, than a list has: a short file could fill the memory by them. */
const MOST_SPANNED = 200;

/** Elements without a text for a person. */
const UNSEEN = new Set(['head', 'style', 'script', 'xml', 'styles']);

/** Elements that begin a line of text of their own, outside of tables, and a new word within a cell. */
const BLOCKS = new Set([
  'p',
  'div',
  'li',
  'br',
  'h1',
  'h2',
  'h3',
  'h4',
  'table',
  'body',
  'ul',
  'ol',
]);

/** A number with more digits than its cell shows. */
const ROUNDED = /^\s*\d([.,]\d+)?E\+?\d+\s*$/i;

const ROW = /^(tr|row)$/;
const CELL = /^(t[dh]|cell)$/;
const TABLE = /^(table|worksheet)$/;

/** Accents of letters that HTML has names for, as in `C&ocirc;ng ty`. */
const ACCENTS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
};

/** A row that is open, with the cells above it that reach into it, by their columns. */
interface Table {
  cells: string[] | null;
  column: number;
  above: Map<number, { rows: number; text: string }>;
  /** The columns and rows of the open cell; null: none is open. */
  spans: { columns: number; rows: number } | null;
  /** The open cell's number where Excel shows it otherwise. */
  value: string | undefined;
  text: string;
}

/**
 * Reads rows of HTML tables, as many programs save them under the name .xls and as tables are copied, and of Excel's XML
 * of 2003. A cell over several rows has its text in each of them; a text beside tables is a line of its own.
 */
export class TableReader implements XmlParts {
  lines: SheetLine[] = [];
  /** Whether a row has come. */
  hasTable = false;
  #number = 0;
  /** The tables that are open: one may stand in a cell of another. */
  readonly #tables: Table[] = [];
  #unseen = '';
  /** Text outside of tables. */
  #beside = '';

  open(name: string, attributes: string): void {
    const tag = name.toLowerCase();
    if (this.#unseen) return;
    if (UNSEEN.has(tag)) this.#unseen = tag;
    else if (TABLE.test(tag)) this.#openTable();
    else if (ROW.test(tag)) this.#openRow();
    else if (CELL.test(tag)) this.#openCell(attributes);
    else if (BLOCKS.has(tag)) this.#break();
  }

  text(text: string): void {
    if (this.#unseen) return;
    const table = this.#tables.at(-1);
    if (table?.spans) table.text += text;
    else if (!table) this.#beside += text;
  }

  close(name: string): void {
    const tag = name.toLowerCase();
    if (this.#unseen) {
      if (tag === this.#unseen) this.#unseen = '';
    } else if (TABLE.test(tag)) {
      this.#endRow();
      this.#tables.pop();
    } else if (ROW.test(tag)) this.#endRow();
    else if (CELL.test(tag)) this.#endCell();
    else if (BLOCKS.has(tag)) this.#break();
  }

  /** After the last part. */
  end(): void {
    while (this.#tables.length > 0) this.close('table');
    this.#break();
  }

  #openTable(): void {
    this.#break();
    const text = '';
    this.#tables.push({
      cells: null,
      column: 0,
      above: new Map(),
      spans: null,
      value: undefined,
      text,
    });
  }

  #openRow(): void {
    // HTML needs no end of a row or a cell.
    this.#endRow();
    this.hasTable = true;
    const table = this.#tables.at(-1);
    if (table) Object.assign(table, { cells: [], column: 0 });
  }

  #openCell(attributes: string): void {
    this.#endCell();
    const table = this.#tables.at(-1);
    if (!table?.cells) return;
    // The XML's columns count from 1, and cells that are merged over are further ones.
    const index = Number(attributeOf(attributes, 'Index') ?? 0);
    if (index > table.column && index <= MOST_SPANNED) this.#takeAbove(table, index - 1);
    while (table.above.has(table.column)) this.#takeAbove(table, table.column + 1);
    const columns = spanOf(attributes, 'colspan') ?? (spanOf(attributes, 'MergeAcross') ?? 0) + 1;
    const rows = spanOf(attributes, 'rowspan') ?? (spanOf(attributes, 'MergeDown') ?? 0) + 1;
    // To the end of the table, which none writes: of one column.
    table.spans = { columns: Math.max(1, columns), rows };
    table.value = attributeOf(attributes, 'num');
    table.text = '';
  }

  #endCell(): void {
    const table = this.#tables.at(-1);
    if (!table?.cells || !table.spans) return;
    const { columns, rows } = table.spans;
    const shown = decoded(table.text);
    const text = ROUNDED.test(shown) ? (table.value ?? shown) : shown;
    for (let left = columns; left > 0 && table.column < MOST_SPANNED; left--) {
      // Only the first of merged columns has the text.
      const own = left === columns ? text : '';
      if (rows > 1) table.above.set(table.column, { rows: rows - 1, text: own });
      table.cells[table.column++] = own;
    }
    table.spans = null;
  }

  #endRow(): void {
    this.#endCell();
    const table = this.#tables.at(-1);
    if (!table?.cells) return;
    this.#takeAbove(table, Math.max(table.column, ...[...table.above.keys()].map((at) => at + 1)));
    const { cells } = table;
    table.cells = null;
    this.#number += 1;
    if (cells.some((cell) => cell.trim() !== '')) this.lines.push({ number: this.#number, cells });
  }

  /** Goes on to a column; cells of rows above give their texts to those on the way. */
  #takeAbove({ above, cells, ...table }: Table, column: number): void {
    for (let at = table.column; at < column; at++) {
      const cell = above.get(at);
      if (cells) cells[at] = cell?.text ?? '';
      if (!cell) continue;
      cell.rows -= 1;
      if (cell.rows === 0) above.delete(at);
    }
    const last = this.#tables.at(-1);
    if (last) last.column = column;
  }

  #break(): void {
    const table = this.#tables.at(-1);
    if (table) {
      table.text += ' ';
      return;
    }
    const text = decoded(this.#beside);
    this.#beside = '';
    if (text.trim() === '') return;
    this.#number += 1;
    this.lines.push({ number: this.#number, cells: [text] });
  }
}

function spanOf(attributes: string, name: string): number | undefined {
  const [, digits] = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d+)`, 'i').exec(attributes) ?? [];
  return digits === undefined ? undefined : Math.min(MOST_SPANNED, Number(digits));
}

function decoded(text: string): string {
  return text
    .replace(/&nbsp;?/gi, ' ')
    .replace(/&eth;/gi, (name) => (name[1] === 'E' ? 'Đ' : 'đ'))
    .replace(/&([a-z])(grave|acute|circ|tilde);/gi, (_, letter, accent) => letter + ACCENTS[accent])
    .normalize('NFC');
}

/** A page's scripts are no XML: `a<b` begins no tag. Of one without an end, only the tag is left out. */
function withoutScripts(text: string): string {
  const lower = text.toLowerCase();
  const lastEnd = lower.lastIndexOf('</script');
  let kept = '';
  for (let at = 0; ; ) {
    const from = lower.indexOf('<script', at);
    if (from < 0) return kept + text.slice(at);
    kept += text.slice(at, from);
    const tag = lower.indexOf('>', from);
    if (tag < 0) return kept;
    // Without an end, none is looked for behind later ones.
    if (lastEnd > tag && lower[tag - 1] !== '/')
      at = lower.indexOf('>', lower.indexOf('</script', tag)) + 1;
    else at = tag + 1;
    if (at === 0) return kept;
  }
}

/** The rows of all tables of a page, in steps; of a page without one, none. */
export function* tableLines(text: string): Generator<SheetLine | undefined, void> {
  const rows = new TableReader();
  const xml = new XmlReader(rows);
  const held: SheetLine[] = [];
  const page = withoutScripts(text).replace(/<(?![a-z/!?])/gi, '&lt;');
  for (let at = 0; at < page.length; at += STEP) {
    xml.push(page.slice(at, at + STEP));
    held.push(...rows.lines.splice(0));
    if (rows.hasTable) yield* held.splice(0);
    yield undefined;
  }
  xml.end();
  rows.end();
  if (rows.hasTable) yield* [...held, ...rows.lines];
}
