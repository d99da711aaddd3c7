import { html } from 'hono/html';
import type { Locale } from '../../shared/schemas/common.ts';
import type { Seller } from '../directory/portals/seller.ts';
import { staticAsset } from '../http/static-asset.ts';
import { languageLinks } from '../pages/languages.ts';
import { sayIn } from './say.ts';

export type Html = ReturnType<typeof html>;

const ASSETS = new URL('./assets/', import.meta.url);
export const PRINT_CSS = staticAsset(new URL('print.css', ASSETS), '/documents/assets', 'css');
export const PRINT_JS = staticAsset(new URL('print.js', ASSETS), '/documents/assets', 'js');

export interface DocumentPage {
  locale: Locale;
  title: string;
  /** Table, facts and notes; the page's own heading comes from `title`. */
  body: Html;
  /** The issuer, at the top; null on a page without one. */
  seller: Seller | null;
  /** Number and date, under the heading. */
  subtitle: string;
  /** The addresses of the page in each language, where it has both. */
  languages?: Record<Locale, string>;
}

/** A page to print on A4. A paper is in the language in which it is issued: browsers must not translate it. */
export function documentPage(page: DocumentPage): Html {
  const { locale, title, body, seller, subtitle, languages } = page;
  const say = sayIn(locale);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${[title, subtitle].filter(Boolean).join(' – ')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PRINT_CSS.path}">
<script type="module" src="${PRINT_JS.path}"></script>
</head>
<body translate="no">
<div class="actions">${languages ? html`<nav aria-label="${say('language')}">${languageLinks(locale, languages)}</nav>` : ''}<button type="button" data-print hidden>${say('print')}</button></div>
<main>
${seller ? sellerHead(locale, seller) : ''}
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
${body}
</main>
</body>
</html>`;
}

function sellerHead(locale: Locale, { name, taxCode, address }: Seller): Html {
  const say = sayIn(locale);
  const details = [
    [say('term.taxCode'), taxCode],
    [say('address'), address],
  ].filter(([, value]) => value !== '');
  return html`<header><strong>${name}</strong>${details.map(([label, value]) => html`<br>${label}: ${value}`)}</header>`;
}

/** A message in place of a page that can't be shown. */
export function documentError(locale: Locale, text: string): Html {
  return documentPage({
    locale,
    title: sayIn(locale)('errorTitle'),
    subtitle: '',
    seller: null,
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
  /** `ordinal`, `name`, `plan`, `whole` for text that does not wrap, or `number`. */
  kind?: 'ordinal' | 'name' | 'plan' | 'whole' | 'number';
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
