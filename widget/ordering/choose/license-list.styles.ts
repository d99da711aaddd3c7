import { css } from 'lit';
import { linkButtons } from '../../ui/list.styles.ts';

/** Width from which licences are lines rather than cards. */
const LINES = css`960px`;

export const listStyles = css`
  :host {
    container-type: inline-size;
    min-height: 0;
  }
  .scroller {
    height: 100%;
    overflow: hidden auto;
    scroll-padding-block: 44px 8px;
  }
  table,
  thead,
  tbody,
  .gap {
    display: block;
  }
  thead {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    background: var(--sunken);
  }
  th {
    color: var(--muted);
    font-size: 13px;
    font-weight: 600;
    text-align: start;
  }
  td {
    min-width: 0;
  }
  .code {
    white-space: nowrap;
  }
  .line {
    cursor: pointer;
  }
  .line:hover {
    background: var(--sunken);
  }
  .line.taken {
    cursor: default;
  }
  .line.taken :is(.name, .code, .sold, .expiry) {
    color: var(--muted);
  }
  .line.taken input {
    opacity: 0.45;
  }
  .line.ticked {
    background: var(--accent-soft);
  }
  .name .text {
    font-weight: 500;
  }
  .days {
    color: var(--muted);
    font-size: 12.5px;
    white-space: nowrap;
  }
  .days.past {
    color: var(--bad);
  }
  .days.soon {
    color: var(--wait);
  }
  ${linkButtons}
  @media (forced-colors: active) {
    .line.ticked {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @container (min-width: ${LINES}) {
    [role='row'] {
      display: grid;
      grid-template-columns:
        44px minmax(150px, 3fr) 136px minmax(150px, 2fr) minmax(206px, 1fr) minmax(116px, 0.8fr)
        minmax(148px, 1fr);
      align-items: center;
      min-height: 40px;
      border-block-end: 1px solid var(--line);
    }
    th,
    td {
      padding-inline: 8px;
    }
    .tick {
      display: grid;
      justify-items: center;
    }
    .all {
      display: none;
    }
    .text {
      display: block;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }

  /* Cards below that width. */
  @container not (min-width: ${LINES}) {
    thead th:not(.tick) {
      display: none;
    }
    thead .tick {
      display: flex;
      gap: 10px;
      align-items: center;
      padding: 10px 12px;
    }
    .line {
      display: grid;
      grid-template-columns: 28px 1fr auto;
      gap: 2px 8px;
      padding: 10px 12px;
      border-block-end: 1px solid var(--line);
    }
    .line .tick {
      grid-row: 1 / span 4;
    }
    .name {
      grid-column: 2 / -1;
    }
    .code {
      grid-column: 2;
    }
    .sold {
      grid-column: 2 / -1;
      color: var(--muted);
    }
    .expiry {
      grid-area: 2 / 3;
      text-align: end;
    }
    .payer {
      display: none;
    }
    .state {
      grid-column: 2 / -1;
    }
    .state:empty {
      display: none;
    }
  }
  @container (min-width: 560px) and (not (min-width: ${LINES})) {
    .line {
      grid-template-columns: 28px auto 1fr auto;
    }
    .name {
      grid-column: 2 / 4;
    }
    .sold {
      grid-column: 3;
    }
    .expiry,
    .state {
      grid-area: auto / 4;
      text-align: end;
    }
    .expiry {
      grid-row: 1;
    }
    .state {
      grid-row: 2;
    }
  }
  @container (max-width: 420px) {
    .expiry {
      grid-area: auto / 2 / auto / -1;
      text-align: start;
    }
  }
`;
