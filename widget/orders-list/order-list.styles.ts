import { css } from 'lit';

export const orderListStyles = css`
  .views {
    gap: 4px;
    margin-block-end: 12px;
    border-block-end: 1px solid var(--line);
  }
  .views button {
    border-radius: var(--radius) var(--radius) 0 0;
    border-block-end: 3px solid transparent;
  }
  .views button[aria-pressed='true'] {
    border-block-end-color: var(--accent);
    font-weight: 700;
  }
  .filters {
    align-items: end;
  }
  .filters .field {
    flex: 1 1 200px;
    max-width: 340px;
  }
  tr.opens {
    cursor: pointer;
  }
  tr.opens:hover {
    background: var(--accent-soft);
  }
  @container (min-width: 1041px) {
    th,
    td {
      padding-inline: 10px;
    }
    .second {
      min-height: 24px;
    }
  }
  .customers {
    width: 100%;
  }
  .placed {
    white-space: nowrap;
  }
  .waits {
    font-size: 13px;
  }
  .actions {
    padding-block: 5px;
    white-space: nowrap;
  }
  .actions button {
    padding-inline: 8px;
  }
  .second {
    column-gap: 8px;
  }
  @container (max-width: 1040px) {
    .customers {
      grid-column: 1 / -1;
    }
    .main {
      order: -2;
      white-space: nowrap;
    }
    .badge {
      white-space: normal;
    }
    .state {
      order: -1;
      text-align: end;
    }
    td.main {
      grid-column: 1;
    }
    .placed {
      display: flex;
      flex-wrap: wrap;
      grid-column: 1 / -1;
      gap: 0 12px;
    }
    .actions {
      grid-column: 1 / -1;
    }
    .actions button {
      margin-inline-start: -8px;
    }
    td.number > span {
      text-align: end;
    }
  }
  /* Amounts are not far from what they are. */
  @container (min-width: 481px) and (max-width: 1040px) {
    td.number[data-label] {
      display: block;
    }
    td.number > span {
      display: inline-block;
      text-align: inherit;
      vertical-align: top;
    }
  }
  /* In two lines: order and state; customers and amount. */
  @container (min-width: 821px) and (max-width: 1040px) {
    tr {
      grid-template-columns: 1fr repeat(3, auto);
      column-gap: 20px;
    }
    td.state {
      order: 0;
    }
    td.placed {
      grid-column: 2 / 4;
      justify-content: end;
    }
    td.main,
    td.placed,
    td.state {
      grid-row: 1;
    }
    td.customers,
    td.actions,
    td.number[data-label] {
      grid-column: auto;
    }
    td.number[data-label] {
      text-align: end;
    }
    td.number[data-label]::before {
      display: block;
      margin: 0;
      content: attr(data-label);
    }
  }
`;
