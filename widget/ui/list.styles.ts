import { css } from 'lit';

/** Buttons that read as links, such as an order's number. */
export const linkButtons = css`
  button.link {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--link);
    font-weight: var(--strong);
    text-align: start;
    /* A name of two lines stands beside the other cells of its row by its first. */
    baseline-source: first;
  }
  button.link:hover {
    text-decoration: underline;
  }
`;

const table = css`
  ${linkButtons}
  :host {
    container-type: inline-size;
  }
  .list-card {
    padding: 0;
    overflow: clip;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    padding: var(--cell);
    background: var(--head);
    color: var(--on-head);
    font-size: var(--small);
    font-weight: var(--strong);
    text-align: start;
    white-space: nowrap;
  }
  td {
    padding: var(--cell);
    border-block-start: var(--border) solid var(--renewal-row-line, var(--line));
    vertical-align: baseline;
  }
  td.tick input {
    vertical-align: -4px;
  }
  th.number,
  td.number {
    text-align: end;
  }
  .search {
    padding: 10px 14px;
    border-block-end: 1px solid var(--line);
  }
  .none {
    padding: 20px 14px;
  }
  .empty {
    padding: 40px 20px;
    text-align: center;
  }
  .pager {
    padding: 8px 14px;
    border-block-start: 1px solid var(--line);
  }
  .totals {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 24px;
    justify-content: end;
    padding: 12px 14px;
    border-block-start: 1px solid var(--line);
    background: var(--sunken);
  }
  .totals dt,
  .totals dd {
    text-align: end;
  }
  .totals .grand {
    font-size: var(--renewal-font-size-total, 17px);
    font-weight: 700;
  }
  .on-row {
    opacity: 0;
  }
  tr:hover .on-row,
  tr:focus-within .on-row,
  .on-row[active] {
    opacity: 1;
  }
  @media (pointer: coarse) {
    .on-row {
      opacity: 1;
    }
  }
`;

/** Rows become cards where the place is narrower than `width` pixels. */
const cardsBelow = (width: number) => css`
  @container (max-width: ${width}px) {
    .on-row {
      opacity: 1;
    }
    thead {
      display: none;
    }
    table,
    tbody {
      display: block;
    }
    tr {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 4px 12px;
      padding: 12px 14px;
      border-block-start: 1px solid var(--line);
    }
    tbody tr:first-child {
      border: 0;
    }
    td {
      display: block;
      padding: 0;
      border: 0;
    }
    td.main {
      grid-column: 1 / -1;
    }
    td[data-label]::before {
      margin-inline-end: 4px;
      content: attr(data-label) ':';
      color: var(--muted);
      font-size: 13px;
    }
    td.number {
      text-align: start;
    }
    td.number[data-label] {
      display: flex;
      grid-column: 1 / -1;
      align-items: baseline;
      justify-content: space-between;
    }
  }
`;

/** Read-only lists: a table, and cards where the place is narrow. */
export const listStyles = [table, cardsBelow(700)];

/** Contents shown on hovering a row make it no taller where there is room beside a line of text. */
const evenRows = css`
  @container (min-width: 1100px) {
    .row.second {
      row-gap: 0;
    }
    .second .on-row {
      margin-block: -1px;
    }
  }
`;

/** The same for many columns. */
export const wideListStyles = [table, cardsBelow(1040), evenRows];
