import { html } from 'hono/html';
import { staticAsset } from '../static-asset.ts';

export type Html = ReturnType<typeof html>;

const ASSETS = new URL('./assets/', import.meta.url);
export const PRINT_CSS = staticAsset(new URL('print.css', ASSETS), '/documents/assets', 'css');
export const PRINT_JS = staticAsset(new URL('print.js', ASSETS), '/documents/assets', 'js');

export interface DocumentPage {
  title: string;
  /** Whole table, facts and notes; the page's own heading comes from `title`. */
  body: Html;
  /** Who issues it, at the top on the left. */
  issuer: string;
  /** Number and date, under the heading. */
  subtitle: string;
}

/** A page to print on A4, in Vietnamese: what the trade's papers are written in. */
export function documentPage({ title, body, issuer, subtitle }: DocumentPage): Html {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} – ${subtitle}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PRINT_CSS.path}">
<script type="module" src="${PRINT_JS.path}"></script>
</head>
<body>
<p class="actions"><button type="button" data-print hidden>In hoặc lưu PDF</button></p>
<main>
<header><strong>${issuer}</strong></header>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
${body}
</main>
</body>
</html>`;
}

/** A message in place of a page that can't be shown. */
export function documentError(text: string): Html {
  return documentPage({
    title: 'Không mở được trang',
    subtitle: '',
    issuer: '',
    body: html`<p role="alert">${text}</p>`,
  });
}

/** Names and values, one under the other; an empty value leaves its name out. */
export function facts(rows: readonly [name: string, value: string][]): Html {
  const shown = rows.filter(([, value]) => value !== '');
  return html`<dl>${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

export interface Column<Row> {
  name: string;
  /** `ordinal`, `name`, `whole` for what does not break, or `number`. */
  kind?: 'ordinal' | 'name' | 'whole' | 'number';
  value: (row: Row, index: number) => Html | string;
}

/** Rows under their columns' names; on a phone each row is a card, with the names beside the values. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  foot: Html | string = '',
): Html {
  const head = columns.map(({ name, kind }) => html`<th class="${kind ?? ''}">${name}</th>`);
  const cellsOf = (row: Row, index: number) =>
    columns.map(
      ({ name, kind, value }) =>
        html`<td class="${kind ?? ''}" data-label="${name}">${value(row, index)}</td>`,
    );
  return html`<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>${rows.map((row, index) => html`<tr>${cellsOf(row, index)}</tr>\n`)}</tbody>
${foot}</table></div>`;
}
