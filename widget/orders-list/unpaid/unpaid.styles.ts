import { css } from 'lit';

export const unpaidStyles = css`
  .filters {
    align-items: end;
  }
  .filters .field {
    flex: 1 1 140px;
    max-width: 220px;
  }
  /* As wide as its hint. */
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
  .waits {
    color: var(--wait);
  }
  .sold {
    font-size: 13px;
  }
  tr.ticked {
    background: var(--accent-soft);
  }
  .empty {
    padding: 40px 20px;
    text-align: center;
  }
  textarea {
    min-height: 180px;
    white-space: pre;
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
    tr {
      grid-template-columns: auto 1fr;
    }
    td.tick {
      width: auto;
      grid-row: 1 / span 2;
    }
    td.main {
      grid-column: 2;
    }
    td:not(.tick, .main) {
      grid-column: 2;
    }
    td .note {
      display: inline;
    }
    td.copy {
      margin-inline-start: -6px;
    }
    td.number[data-label] {
      grid-column: 2;
    }
    .bar .deeds {
      margin-inline-start: 0;
    }
  }
`;
