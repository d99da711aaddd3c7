/** Beginnings of a cell that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text that a spreadsheet shows unchanged: in one line, and never a formula. */
function safeCell(text: string): string {
  const line = text.replace(/[\t\r\n]+/g, ' ').trim();
  return FORMULA.test(line) ? `'${line}` : line;
}

/** Rows to be pasted into a spreadsheet, where a cell that begins with a quotation mark counts as quoted. */
export function pastedRows(rows: readonly (readonly string[])[]): string {
  const cellOf = (text: string) => (/^\s*"/.test(text) ? quoted(text) : safeCell(text));
  return rows.map((row) => row.map(cellOf).join('\t')).join('\r\n');
}

/**
 * The same rows as a table, which Excel prefers: it strips the zero off a code, unless the cell is marked as a text.
 *
 * @param textColumn the column of the codes; -1: none
 */
export function pastedTable(rows: readonly (readonly string[])[], textColumn: number): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cellOf = (text: string, column: number) =>
    `<td${column === textColumn ? ` style='mso-number-format:"\\@"'` : ''}>${escaped(safeCell(text))}</td>`;
  return `<table>${rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('')}</table>`;
}

/** A file that spreadsheets open: with the mark by which Excel knows UTF-8, and every cell quoted. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => row.map((cell) => quoted(String(cell))).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function quoted(text: string): string {
  return `"${safeCell(text).replaceAll('"', '""')}"`;
}

/** Makes the browser save a file; a text is CSV. */
export function saveFile(name: string, content: string | Blob): void {
  const file =
    typeof content === 'string' ? new Blob([content], { type: 'text/csv;charset=utf-8' }) : content;
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read it only after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
