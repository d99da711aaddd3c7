import { css, unsafeCSS } from 'lit';
import { COLUMNS, type Column } from './columns.ts';

const narrower = COLUMNS.filter(({ inLess }) => inLess === undefined);

/** Widths from which all columns stand side by side, and from which rows are lines rather than cards, in px. */
const [ALL, LINES] = [COLUMNS, narrower].map((columns) =>
  columns.reduce((sum, { width }) => sum + width, 0),
) as [number, number];

/** Width from which cards have the amount on their first line, in px. */
const CARDS = 900;

/** The table's font in px on a page of 16 px, the largest for which the columns' widths in px suffice. */
const FONT = 14.4;

/** A width that grows with the table's font, once that is larger than the columns have room for. */
const widthOf = (width: number) => `max(${width}px,${width / FONT}em)`;
const grown = (width: number) => unsafeCSS(widthOf(width));

/** Width from which notes stand beside the other columns. */
export const allColumnsWidth = grown(ALL);

const tracks = (columns: readonly Column[]) =>
  unsafeCSS(
    columns
      .map(({ id, width, grows }) => {
        return `[${id}] ${grows ? `minmax(${widthOf(width)},${grows}fr)` : widthOf(width)}`;
      })
      .join(' '),
  );
const places = unsafeCSS(
  COLUMNS.map(({ id }) => `:where([role=row])>.${id}{grid-column:${id}}`).join(''),
);
const leftOut = unsafeCSS(
  COLUMNS.filter(({ inLess }) => inLess)
    .map(({ id, inLess }) => `${inLess === 'below' ? 'th' : ''}.${id}{display:none!important}`)
    .join(''),
);

export const tableStyles = css`
  :host {
    container-type: inline-size;
    --row: var(--renewal-row-height, var(--rw-compact-row, 44px));
    --field-height: calc(var(--row) - 10px);
  }
  /* Widths in em are of this font. A larger font of the page would leave no lines on a laptop: here it is a tenth less. */
  .scroller {
    container-type: inline-size;
    font-size: min(1em, max(14px, 0.9em));
    --renewal-font-size: 1em;
  }
  table,
  thead,
  tbody,
  .gap {
    display: block;
  }
  /* A row that changes, or comes into sight, is laid out and painted without the others. */
  .line {
    position: relative;
    contain: layout;
  }
  /* The handle that fills stands over the next row. */
  .line:focus-within,
  .cornered {
    z-index: 1;
  }
  td {
    display: grid;
    align-content: center;
    min-width: 0;
  }
  td:focus-visible {
    outline-offset: -2px;
  }
  td :is(input:not([type='checkbox']), select) {
    min-height: var(--field-height);
    padding-block: 0;
  }
  td .icon {
    width: 30px;
    min-height: 30px;
  }
  .index {
    color: var(--muted);
    text-align: center;
  }
  /* Four digits are never cut, whatever the host's font. */
  .index .text {
    margin-inline: -6px;
    text-overflow: clip;
  }
  .tick {
    justify-items: center;
  }
  /* The element with the focus is above the foot, which covers the end of the window. */
  @media (min-height: 401px) {
    .line,
    .line * {
      scroll-margin-block-end: 116px;
    }
  }
  .name .text {
    font-weight: 500;
  }
  .text,
  .sub {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sub {
    color: var(--muted);
    font-size: 12px;
    line-height: 1.25;
  }
  /* Dates and amounts are never cut, whatever the host's font. */
  :is(.expiry, .newExpiry, .number) :is(.text, .sub) {
    line-height: 1.25;
    white-space: normal;
  }
  .sub:empty {
    display: none;
  }
  .sub > * + *::before {
    content: ' · ';
  }
  b {
    font-weight: 600;
  }
  .past {
    color: var(--bad);
  }
  .busy {
    color: var(--muted);
  }
  .pair {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .pair select {
    flex: 1;
    min-width: 0;
    padding-inline-start: 6px;
  }
  .pair input {
    flex: none;
    width: 62px;
    padding-inline: 8px 2px;
  }
  .period {
    color: var(--muted);
    font-size: 12px;
    line-height: 1.25;
    overflow-wrap: normal;
  }
  .until {
    display: flex;
    gap: 2px;
    align-items: center;
    font-size: 12px;
    line-height: 1.25;
  }
  button.small {
    flex: none;
    min-height: 26px;
    padding: 1px 8px;
    font-size: 13px;
  }
  .open .toggle svg {
    rotate: 180deg;
  }
  .bad {
    background: color-mix(in srgb, var(--bad-soft) 45%, transparent);
  }
  @media (pointer: coarse) {
    :host {
      --row: var(--renewal-row-height, 54px);
    }
    td .icon,
    td button.small {
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    .bad {
      border-inline-start: 4px solid;
    }
  }
  @container (min-width: 601px) {
    .line:not(.open) .period {
      position: absolute;
      clip-path: inset(50%);
    }
  }
  @container (min-width: 700px) {
    .scroller {
      max-height: max(400px, 100dvh - 150px);
      overflow: hidden auto;
      scroll-padding-block: 48px 8px;
    }
  }

  /* Lines, with the columns' headings above. */
  @container (min-width: ${grown(LINES)}) {
    [role='row'] {
      display: grid;
      grid-template-columns: ${tracks(narrower)};
      grid-template-rows: minmax(calc(var(--row) - 1px), auto);
      border-block-end: 1px solid var(--line);
    }
    ${places}
    .notes {
      grid-area: 2 / code / auto / -1;
    }
    thead {
      position: sticky;
      inset-block-start: 0;
      z-index: 2;
      background: var(--sunken);
    }
    th {
      display: flex;
      gap: 2px;
      align-items: end;
      justify-content: space-between;
      align-self: end;
      padding: 8px 6px;
      color: var(--muted);
      font-size: 13px;
      font-weight: 600;
      line-height: 1.25;
      text-align: start;
      overflow-wrap: normal;
    }
    .number {
      text-align: end;
    }
    th.index {
      justify-content: center;
    }
    th.number {
      justify-content: end;
    }
    th.tick {
      display: block;
      padding-inline: 8px;
    }
    td {
      padding-inline: 6px;
    }
    :is(.expiry, .newExpiry) {
      padding-inline: 4px;
    }
    td:is(.code, .plan, .year, .years, .remove, .more) {
      padding-inline: 2px;
    }
    td.notes {
      padding-block-end: 6px;
    }
    td.notes:empty {
      display: none;
    }
    .line:hover:not(.bad) {
      background: var(--sunken);
    }
    td :is(input, select)[name] {
      border-color: var(--edge);
    }
    @media (prefers-contrast: no-preference) {
      :where(.line:not(:hover, :focus-within, .blank)) td :is(input, select)[name] {
        border-color: transparent;
      }
      /* Inherited by this field alone: the others' lists have many options. */
      .line:not(:hover, :focus-within, .blank) renewal-customer-combobox {
        --field-line: transparent;
      }
    }
    td.details {
      grid-column: code / -1;
      padding: 2px 6px 12px;
    }
  }
  @container (min-width: ${grown(LINES)}) and (max-width: ${grown(ALL - 0.1)}) {
    ${leftOut}
    /* The row's head has two lines where nothing else stands below it: no row gets higher by that. */
    .text.alone {
      display: -webkit-box;
      line-height: 1.25;
      white-space: normal;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
  }
  @container (min-width: ${grown(ALL)}) {
    [role='row'] {
      grid-template-columns: ${tracks(COLUMNS)};
    }
    .line:not(.open) .notes,
    th.notes {
      grid-area: 1 / notes;
      padding-block: 0;
    }
    th.notes {
      padding-block-end: 8px;
    }
  }

  /* Cards below that width. */
  @container (max-width: ${grown(LINES - 0.1)}) {
    thead,
    .index,
    td.notes:empty {
      display: none;
    }
    .line {
      --code: ${grown(176)};
      --amount: ${grown(136)};
      display: flex;
      flex-wrap: wrap;
      gap: 8px 14px;
      align-items: start;
      padding: 12px;
      border-block-end: 1px solid var(--line);
    }
    td {
      flex: 0 1 auto;
    }
    td[data-label]::before {
      content: attr(data-label);
      color: var(--muted);
      font-size: 12.5px;
      font-weight: 400;
      white-space: nowrap;
    }
    td:is(.tick, .remove, .more, .notes, .details)::before {
      content: none;
    }
    .name .text {
      white-space: normal;
    }
    .tick {
      flex: none !important;
      align-self: center;
    }
    .code {
      flex-basis: var(--code);
    }
    .name {
      flex: 1 0 calc(100% - 49px - var(--code));
    }
    .plan {
      flex: 1 0 230px;
      max-width: 420px;
    }
    .payer {
      flex: 0 0 ${grown(172)};
    }
    .number {
      flex: 1 0 var(--amount);
      font-weight: 600;
      text-align: end;
    }
    .remove,
    .more {
      flex: none;
      align-self: end;
    }
    .notes,
    .details {
      flex: 1 0 100%;
      order: 1;
    }
  }
  /* The buttons stand beside the amount, on whatever line that is. */
  @container (min-width: 601px) and (max-width: ${grown(CARDS - 0.1)}) {
    .number {
      flex-basis: calc(88px + var(--amount));
      padding-inline-end: 88px;
    }
    .remove {
      margin-inline-start: -88px;
    }
  }
  /* The first line has customer and amount, the second the rest. */
  @container (min-width: ${grown(CARDS)}) and (max-width: ${grown(LINES - 0.1)}) {
    .name {
      flex-basis: calc(100% - 176px - var(--code) - var(--amount));
    }
    .number {
      flex: none;
      width: var(--amount);
    }
    :is(.tick, .code, .name, .number, .remove, .more) {
      order: -1;
    }
  }
  @container (max-width: 600px) {
    td {
      flex: 1 0 calc(50% - 7px);
    }
    .code {
      flex-basis: calc(100% - 40px);
    }
    .name,
    .plan,
    .payer {
      flex: 1 0 100%;
      max-width: none;
    }
    .number {
      text-align: start;
    }
  }
`;
