import { css } from 'lit';

export const orderLinesStyles = css`
  .bulk {
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
  .expiry {
    white-space: nowrap;
  }
  .note {
    font-size: 13px;
  }
  .waits {
    color: var(--wait);
  }
  .address {
    display: block;
  }
  @container (min-width: 921px) {
    td,
    th {
      padding-inline: 10px;
    }
    .second {
      min-height: 24px;
    }
    .main {
      min-width: 220px;
    }
  }
  @container (max-width: 920px) {
    .ticks tr {
      grid-template-columns: auto 1fr auto;
    }
    td.tick {
      grid-row: 1 / span 6;
    }
    .ticks td.main,
    .ticks td.payer,
    .ticks td.expiry,
    .ticks td.term {
      grid-column-start: 2;
      padding: 0;
    }
    .ticks td.number {
      grid-column: 2 / -1;
    }
    td.payer,
    td.expiry {
      grid-column-end: -1;
    }
    .expiry,
    .payer,
    td.number {
      order: 1;
    }
    .state {
      text-align: end;
    }
  }
`;
