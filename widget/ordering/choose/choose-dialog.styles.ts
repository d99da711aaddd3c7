import { css } from 'lit';

export const dialogStyles = css`
  dialog {
    width: min(1280px, calc(100% - 24px));
    height: calc(100% - 32px);
    padding: 0;
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  header {
    display: flex;
    gap: 12px;
    align-items: center;
    padding: 12px 12px 8px 16px;
  }
  header h2 {
    flex: 1;
  }
  .filters {
    align-items: end;
    padding: 0 16px 12px;
  }
  .filters .field {
    flex: 1 1 150px;
    max-width: 230px;
  }
  .filters .search {
    flex-basis: 220px;
    max-width: 340px;
  }
  .filters .day {
    flex: 0 1 126px;
  }
  .ticks {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    align-items: center;
    min-height: 36px;
  }
  .named {
    flex: 1 0 100%;
  }
  .bar {
    min-height: 50px;
    padding: 6px 16px;
    border-block: 1px solid var(--line);
  }
  .bar.chosen {
    background: var(--accent-soft);
  }
  renewal-license-list {
    flex: 1;
  }
  .list {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .empty {
    flex: 1;
    padding: 40px 20px;
    text-align: center;
  }
  .skeleton {
    flex: 1;
    margin: 16px;
  }
  footer {
    padding: 10px 16px;
    border-block-start: 1px solid var(--line);
    background: var(--sunken);
  }
  footer .note {
    flex: 1 1 240px;
    color: var(--wait);
  }
  .live {
    padding-inline: 16px;
  }
  /* A low or narrow window scrolls as a whole: the list would be a slit between fields and foot. */
  @media (max-width: 700px), (max-height: 600px) {
    dialog[open] {
      width: calc(100% - 12px);
      height: calc(100% - 12px);
      max-height: calc(100% - 12px);
      display: block;
      overflow: auto;
    }
    .list {
      display: block;
    }
    header,
    footer {
      position: sticky;
      z-index: 2;
      background: var(--surface);
    }
    header {
      inset-block-start: 0;
    }
    footer {
      inset-block-end: 0;
      border-block-start: 1px solid var(--line);
    }
    .filters .field {
      flex-basis: calc(50% - 6px);
      max-width: none;
    }
    .filters .search {
      flex-basis: 100%;
    }
  }
  /* At 400 % of a usual window, they would cover most of it. */
  @media (max-height: 400px) {
    header,
    footer {
      position: static;
    }
  }
`;
