import { css } from 'lit';

export const unpaidStyles = css`
  .filters {
    align-items: end;
  }
  .filters .field {
    flex: 1 1 140px;
    max-width: 220px;
  }
  /* The search is as wide as its hint. */
  .filters .field:first-child {
    flex: 3 1 290px;
    max-width: 340px;
  }
  .bar {
    padding: 10px 14px;
    border-block-end: 1px solid var(--line);
  }
  .bar.chosen {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    background: var(--accent-soft);
  }
  .bar .deeds {
    margin-inline-start: auto;
    gap: 6px;
  }
  @container (min-width: 1041px) {
    th,
    td {
      padding-inline: 10px;
    }
    td.main {
      width: 100%;
    }
    .nowrap {
      white-space: nowrap;
    }
    td.copy {
      padding-block: 7px;
      white-space: nowrap;
    }
  }
  .tick {
    width: 44px;
    padding-inline-end: 0;
  }
  .note {
    font-size: 13px;
  }
  .sold {
    font-size: 13px;
  }
  tr.ticked {
    background: var(--accent-soft);
  }
  @container (max-width: 1040px) {
    thead {
      display: block;
    }
    thead tr {
      display: flex;
      align-items: center;
      padding: 8px 14px;
    }
    thead th:not(.tick) {
      display: none;
    }
    thead .tick {
      display: flex;
      gap: 8px;
      align-items: center;
      width: auto;
      padding: 0;
      background: none;
    }
    thead .tick span {
      position: static;
      width: auto;
      height: auto;
      clip-path: none;
      white-space: normal;
    }
    /* The tick has a column of its own, outside of the others: how many these are depends on the width. */
    tbody tr {
      position: relative;
      grid-template-columns: repeat(auto-fill, minmax(116px, 1fr));
      padding-inline-start: 46px;
    }
    td.tick {
      position: absolute;
      inset: 12px auto auto 14px;
      width: auto;
    }
    td[data-label]::before {
      display: block;
      margin: 0;
      content: attr(data-label);
      white-space: nowrap;
    }
    td.number[data-label] {
      display: block;
      grid-column: auto;
      font-weight: var(--strong);
    }
    td.copy {
      align-self: end;
      margin-inline-start: -6px;
    }
    .bar .deeds {
      margin-inline-start: 0;
    }
  }
  @container (min-width: 560px) and (max-width: 1040px) {
    td.main {
      grid-column: 1 / -2;
    }
    td.number[data-label] {
      grid-area: 1 / -2;
      text-align: end;
    }
    td.number[data-label]::before {
      content: none;
    }
    /* Below the amount, beside the two lines about payer and product. */
    td.copy {
      grid-area: 1 / -2;
      justify-self: end;
      margin-block-start: 22px;
      margin-inline: 0 -6px;
    }
  }
`;
