import { zipFile } from './zip-file.ts';

/** A text, which is never a formula; or a number, which can be added up. */
export type Cell = string | number;

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The styles of cells, by their place in the style sheet. */
const TEXT = 1;
const HEADING = 2;
const NUMBER = 3;
const DATE = 4;
const INSTANT = 5;

/** A day, or an instant, in its shown form. */
const SHOWN_DATE = /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d))?$/;

/** The day from which spreadsheets count days. */
const FIRST_DAY = Date.UTC(1899, 11, 30);

const DAY_MS = 86_400_000;

/** Widths of columns, in characters. */
const LEAST_WIDTH = 8;
const MOST_WIDTH = 50;

/**
 * A workbook of one sheet, whose first row has the headings and stays in sight.
 *
 * @param dates the columns whose texts are days or instants in their shown form: they can be sorted and compared
 */
export async function xlsxFile(
  rows: readonly (readonly Cell[])[],
  sheetName: string,
  dates: readonly number[] = [],
): Promise<Blob> {
  const files = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`,
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="${escaped(sheetNameOf(sheetName))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': STYLES,
    'xl/worksheets/sheet1.xml': sheet(rows, new Set(dates)),
  };
  const parts = Object.entries(files).map(([name, text]) => ({ name, text: HEAD + text }));
  return await zipFile(parts, TYPE);
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${DOCUMENT}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

/** Texts have the text format, so that codes typed into their cells later keep their zeros. */
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf xfId="0"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="3" applyNumberFormat="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function sheet(rows: readonly (readonly Cell[])[], dates: ReadonlySet<number>): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const widths = Array.from({ length: columns }, (_, column) => {
    const longest = rows.reduce((most, row) => Math.max(most, String(row[column] ?? '').length), 0);
    const width = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, longest + 2));
    return `<col min="${column + 1}" max="${column + 1}" width="${width}" style="${TEXT}" customWidth="1"/>`;
  });
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => {
      const reference = `${letters(column)}${index + 1}`;
      const date = dates.has(column) ? dateXml(cell, reference) : null;
      return date ?? cellXml(cell, reference, index === 0);
    });
    return `<row r="${index + 1}">${cells.join('')}</row>`;
  });
  return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: Cell, reference: string, isHeading: boolean): string {
  if (typeof cell === 'number') return `<c r="${reference}" s="${NUMBER}"><v>${cell}</v></c>`;
  const style = isHeading ? HEADING : TEXT;
  if (cell === '') return `<c r="${reference}" s="${style}"/>`;
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** Null for any other text, which stays one. */
function dateXml(cell: Cell, reference: string): string | null {
  const [, day, month, year, hour, minute] = SHOWN_DATE.exec(String(cell)) ?? [];
  if (day === undefined) return null;
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
  );
  const style = hour === undefined ? DATE : INSTANT;
  return `<c r="${reference}" s="${style}"><v>${(at - FIRST_DAY) / DAY_MS}</v></c>`;
}

/** "A" … "Z", "AA" … */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

/** At most 31 characters, none of which has a meaning in a reference. */
function sheetNameOf(text: string): string {
  return (
    text
      .replace(/[[\]:*?/\\']+/g, ' ')
      .slice(0, 31)
      .trim() || '1'
  );
}

/** Without characters that XML can't have: control characters, and halves of a character. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
