import { css } from 'lit';

export const orderLinesStyles = css`
  .filters {
    padding: 10px 14px;
    border-block-end: 1px solid var(--line);
  }
  .filters input {
    flex: 2 1 220px;
    width: auto;
  }
  .filters select {
    flex: 1 1 200px;
    width: auto;
    min-width: 0;
    max-width: 320px;
  }
  .bulk,
  .files {
    padding: 8px 14px;
  }
  .bulk .choice {
    padding: 6px 0;
  }
  .tick {
    width: 32px;
    padding-inline-end: 0;
  }
  .ticks td.main,
  .ticks th:nth-child(2) {
    padding-inline-start: 10px;
  }
  .dates {
    white-space: nowrap;
  }
  .note {
    font-size: 13px;
  }
  .address {
    display: block;
  }
  /* The line's details have all of it. */
  td .reason {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  @container (min-width: 481px) {
    dialog dl.facts {
      grid-template-columns: 160px 1fr;
    }
  }
  @container (min-width: 1041px) {
    td,
    th,
    .totals {
      padding-inline: 10px;
    }
    .second {
      min-height: 24px;
    }
    td.payer,
    td.state {
      width: 176px;
    }
    .address {
      max-width: 176px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }
  /* A card: customer, state, expiry, payer, amount. */
  @container (max-width: 1040px) {
    tr {
      grid-template-columns: 1fr;
    }
    .ticks tr {
      grid-template-columns: auto 1fr;
    }
    td.tick {
      grid-row: 1 / span 5;
      width: 20px;
    }
    .ticks td:not(.tick) {
      grid-column: 2;
      padding: 0;
    }
    .state {
      order: -1;
    }
    .main,
    .tick {
      order: -2;
    }
    /* The link to copy comes after the line's description. */
    td.main {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
    }
    .second {
      display: contents;
    }
    .second .on-row {
      order: 1;
      margin-inline-start: -7px;
    }
  }
  @container (min-width: 560px) and (max-width: 1040px) {
    tr {
      grid-template:
        'main main number' auto
        'expiry payer state' auto / 3fr 3fr auto;
    }
    .ticks tr {
      grid-template:
        'tick main main number' auto
        'tick expiry payer state' auto / auto 3fr 3fr auto;
    }
    td.main,
    .ticks td.main {
      grid-area: main;
    }
    td.tick {
      grid-area: tick;
    }
    td.expiry,
    .ticks td.expiry {
      grid-area: expiry;
    }
    td.payer,
    .ticks td.payer {
      grid-area: payer;
    }
    td.state,
    .ticks td.state {
      grid-area: state;
      text-align: end;
    }
    td.number[data-label],
    .ticks td.number[data-label] {
      display: block;
      grid-area: number;
      text-align: end;
    }
    td.number[data-label]::before {
      content: none;
    }
  }
`;
