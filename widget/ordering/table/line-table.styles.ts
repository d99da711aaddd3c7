import { css } from 'lit';
import {
  ALL,
  grown,
  LINES,
  leftOut,
  MORE,
  narrower,
  places,
  tracks,
  withoutNotes,
} from './column-widths.ts';
import { COLUMNS } from './columns.ts';

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
  @container (min-width: ${grown(LINES)}) and (max-width: ${grown(MORE - 0.1)}) {
    ${leftOut('nowhere')}
  }
  @container (min-width: ${grown(MORE)}) {
    [role='row'] {
      grid-template-columns: ${tracks(withoutNotes)};
    }
  }
  @container (min-width: ${grown(LINES)}) and (max-width: ${grown(ALL - 0.1)}) {
    ${leftOut('below')}
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
`;
