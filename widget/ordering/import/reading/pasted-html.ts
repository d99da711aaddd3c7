/** Whether a text is a page or an XML document; names in angle brackets are of a chat. */
export const isMarkup = (text: string): boolean =>
  /^\s*<(!|\?xml|(html|head|body|meta|style|table|svg)[\s>])|<tr[\s>]/i.test(text);

/** A pasted text; or, where its lines part rows, its cells are merged, or its numbers rounded, its table as HTML. */
export function tableIn(text: string, html: string): string {
  const rows = html.match(/<tr[\s>]/gi)?.length ?? 0;
  const lines = text.trim().split('\n').length;
  // A spreadsheet quotes cells of several lines; Word, a mail and a page have them as lines like any others. A table with
  // many more lines is the layout of a page.
  const isParted = !/(^|[\t\n])"/.test(text) && lines > rows && lines < rows * 5;
  // Excel copies long numbers as they are shown, and beside that as they are.
  const isRounded = /\dE\+\d/i.test(text) && /\sx:num="\d/i.test(html);
  return rows > 1 && (isParted || isRounded || /\srowspan=["']?(?:[2-9]|[1-9]\d)/i.test(html))
    ? html
    : text;
}
