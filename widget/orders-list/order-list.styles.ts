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
    color: var(--wait);
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
  .empty {
    padding: 40px 20px;
    text-align: center;
  }
`;
