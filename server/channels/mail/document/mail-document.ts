import { html, raw } from 'hono/html';
import type { LineRemark } from '../../../../shared/line-remarks.ts';
import type { Locale } from '../../../../shared/schemas/common.ts';

/** The contents of a mail, before it is rendered as HTML and as plain text. */
export interface MailDocument {
  /** The most important words first: a phone's list of mails shows about 35 characters. */
  subject: string;
  /** Shown beside the subject in a list of mails; by default the first sentences after the greeting. */
  preview?: string;
  locale: Locale;
  blocks: Block[];
  /** The person in whose name it is written, and to whom answers go; missing: it is from the system. */
  by?: { name: string; email: string | null };
  /** The VietQR code as PNG; shown where a block refers to it. */
  qr?: Buffer;
  /** Address by which mail programs end a regular mail with one click (RFC 8058). */
  unsubscribeUrl?: string;
}

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'facts'; facts: [name: string, value: string][] }
  | Table
  /** `showsUrl`: the address is to be read under the button, too. */
  | { kind: 'action'; label: string; url: string; showsUrl?: boolean }
  /** A link of less weight than an action. */
  | { kind: 'link'; label: string; url: string }
  | { kind: 'qr'; alt: string }
  | { kind: 'note'; text: string }
  /** The end of a letter: regards, name, firm, telephone. */
  | { kind: 'signature'; lines: string[] }
  /** A named person's words, not ours. */
  | { kind: 'quote'; by: string; text: string };

/** A row for each subject, whose name and details are the first column. */
export interface Table {
  kind: 'table';
  head: string[];
  rows: TableRow[];
  more?: string;
}

export interface TableRow {
  name: string;
  details: string[];
  /** An unexpected effect. */
  remarks?: LineRemark[];
  cells: string[];
  /** They lead to more about the row. */
  links?: { label: string; url: string }[];
}

/** The content id of the QR image, referred to by the HTML. */
export const QR_CID = 'vietqr@renewal-wizard';

export function toPlainText({ blocks }: MailDocument): string {
  return `${blocks.flatMap(plainBlock).join('\n\n')}\n`;
}

function plainBlock(block: Block): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [block.text];
    case 'facts':
      return [block.facts.map(([name, value]) => `${name}: ${value}`).join('\n')];
    case 'table':
      return [
        [...block.rows.map((row) => plainRow(row, block.head)), block.more ?? '']
          .join('\n')
          .trimEnd(),
      ];
    case 'action':
    case 'link':
      return [`${block.label}: ${block.url}`];
    case 'signature':
      return [block.lines.join('\n')];
    case 'quote':
      return [`${block.by}\n> “${block.text.replace(/[“”"]/g, "'")}”`];
    case 'qr':
      return [];
  }
}

function plainRow(
  { name, details, remarks = [], cells, links = [] }: TableRow,
  head: readonly string[],
): string {
  const named = cells.map((cell, i) => `${head[i + 1]}: ${cell}`);
  const lines = [
    details.join(DOT),
    ...remarks.map(({ text }) => text),
    named.join(DOT),
    ...links.map(({ label, url }) => `${label}: ${url}`),
  ];
  return [`- ${name}`, ...lines.filter(Boolean).map((line) => `  ${line}`)].join('\n');
}

/** Between short texts of one line. */
const DOT = '\u00a0· ';

const FONT = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** For dark mail programs. The others ignore such a rule, as do programs that keep only inline styles. */
const DARK = `@media (prefers-color-scheme:dark){
.page{background:#11161c!important;color:#e4e9ee!important}
.card{background:#1a222b!important;border-color:#33404c!important}
.dim{color:#a3b1be!important}
.words{color:#c9d3dc!important;border-color:#4a5865!important}
.line{border-color:#33404c!important}
.link{color:#8ac2ff!important}
}`;

/** Tables and inline styles, as mail programs require; no remote image, no script. */
export function toHtml({ subject, preview, locale, blocks }: MailDocument): string {
  const body = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
<style>${raw(DARK)}</style>
</head>
<body class="page" style="margin:0;padding:16px 8px;background:#f3f5f7;${FONT};color:#1b2733">
<div style="display:none;max-height:0;overflow:hidden">${preview ?? firstSentences(blocks)}</div>
<table class="card" role="presentation" align="center" width="100%" style="max-width:640px;margin:0 auto;background:#ffffff;border:1px solid #dde3e9;border-radius:8px;border-collapse:separate">
<tr><td style="padding:20px 16px 8px;font-size:15px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word">${blocks.map(htmlBlock)}</td></tr>
</table>
</body>
</html>`;
  return String(body);
}

function firstSentences([, second]: readonly Block[]): string {
  return second?.kind === 'text' ? second.text : '';
}

function htmlBlock(block: Block) {
  switch (block.kind) {
    case 'text':
      return html`<p style="margin:0 0 16px">${block.text}</p>`;
    case 'note':
      return html`<p class="dim" style="margin:8px 0 16px;font-size:13px;color:#5b6b7a">${block.text}</p>`;
    case 'quote':
      return html`<p class="dim" style="margin:0 0 4px;font-size:13px;color:#5b6b7a">${block.by}</p><blockquote class="words" style="margin:0 0 16px;padding:4px 0 4px 12px;border-left:3px solid #c6d0d9;color:#3c4a57">“${block.text.replace(/[“”"]/g, "'")}”</blockquote>`;
    case 'facts':
      return html`<table role="presentation" style="margin:0 0 16px;font-size:14px;border-collapse:collapse">${block.facts.map(
        ([name, value]) =>
          html`<tr><td class="dim" style="padding:3px 8px 3px 0;color:#5b6b7a;vertical-align:top;width:38%">${name}</td><td style="padding:3px 0;font-weight:600;vertical-align:top">${value}</td></tr>`,
      )}</table>`;
    case 'table':
      return htmlTable(block);
    case 'action':
      return html`<p style="margin:0 0 16px"><a href="${block.url}" style="display:inline-block;padding:11px 20px;border-radius:6px;background:#0b5fae;color:#ffffff;font-weight:600;text-decoration:none">${block.label}</a>${block.showsUrl ? html`<br><a class="link" href="${block.url}" style="font-size:13px;color:#0b5fae">${block.url}</a>` : ''}</p>`;
    case 'link':
      return html`<p style="margin:0 0 16px;font-size:13px"><a class="link" href="${block.url}" style="color:#0b5fae">${block.label}</a></p>`;
    case 'signature':
      return html`<p style="margin:0 0 16px">${block.lines.map((line, i) => html`${i > 0 ? html`<br>` : ''}${line}`)}</p>`;
    case 'qr':
      return html`<p style="margin:0 0 16px"><img src="cid:${QR_CID}" width="220" height="220" alt="${block.alt}" style="display:block;background:#ffffff;border:1px solid #dde3e9;border-radius:6px"></p>`;
  }
}

/**
 * Colours as on the screens: a change of plan is news, days without a licence are bad news, other remarks are notes.
 */
function remarkColours({ kind }: LineRemark): string {
  if (kind === 'planChange') return 'background:#e8f1fb;color:#0b5fae';
  if (kind === 'gap' || kind === 'expiryPassed') return 'background:#fdeaea;color:#a3211c';
  return 'background:#fff3dd;color:#754a00';
}

/** Breaks into as many lines as there are blanks, and never within a word. */
function unbroken(text = '') {
  return text.split(' ').map((word) => html`<span style="white-space:nowrap">${word}</span> `);
}

/** On a phone three columns leave too little room for names: all but the last stand under the first. */
function htmlTable({ head, rows, more }: Table) {
  const cell = 'padding:6px 0 6px 8px;border-bottom:1px solid #e6ebf0;vertical-align:top';
  const first = `${cell};padding-left:0;text-align:left`;
  const last = `${cell};text-align:right`;
  const badge =
    'display:inline-block;margin-top:3px;padding:1px 8px;border-radius:10px;font-size:12px;font-weight:600';
  const lineOf = (texts: readonly string[]) =>
    texts.length > 0
      ? html`<br><span class="dim" style="color:#5b6b7a;font-size:12px">${texts.join(DOT)}</span>`
      : '';
  const named = (cells: readonly string[]) =>
    cells.slice(0, -1).map((text, i) => `${head[i + 1]}: ${text}`);
  return html`<table style="width:100%;margin:0 0 16px;font-size:13px;line-height:1.4;border-collapse:collapse">
<thead><tr><th class="dim line" style="${first};width:99%;color:#5b6b7a;font-weight:600">${unbroken(head[0])}</th><th class="dim line" style="${last};color:#5b6b7a;font-weight:600">${unbroken(head.at(-1))}</th></tr></thead>
<tbody>${rows.map(
    ({ name, details, remarks = [], cells, links = [] }) =>
      html`<tr><td class="line" style="${first}"><b>${name}</b>${lineOf([...details, ...named(cells)])}${remarks.map((remark) => html`<br><span style="${badge};${remarkColours(remark)}">${remark.text}</span>`)}${links.map(({ label, url }) => html`<br><a class="link" href="${url}" style="font-size:12px;color:#0b5fae">${label}</a>`)}</td><td class="line" style="${last};white-space:nowrap">${cells.at(-1)}</td></tr>`,
  )}${more ? html`<tr><td class="dim line" colspan="2" style="${first};color:#5b6b7a">${more}</td></tr>` : ''}</tbody>
</table>`;
}
