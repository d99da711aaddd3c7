import { css } from 'lit';

export const detailsStyles = css`
  :host {
    container-type: inline-size;
  }
  .parties {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 12px;
  }
  .parties h3 {
    margin-block-end: 6px;
  }
  .hint {
    margin-block: -2px 4px;
    padding-inline-start: 26px;
    font-size: 13px;
  }
  .lines {
    padding: 0;
    /* Unlike hidden, leaves the foot where the page scrolls to. */
    overflow: clip;
  }
  .empty {
    padding: 12px 16px;
  }
  .find {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    /* The field comes later. */
    min-height: calc(var(--control) + 21px);
    padding: 10px;
    border-block-end: 1px solid var(--line);
  }
  .find input {
    max-width: 340px;
  }
  .toolbar {
    padding: 10px;
    border-block-start: 1px solid var(--line);
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    align-items: center;
    justify-content: flex-end;
    padding: 10px 12px 10px 16px;
    border-block-start: 1px solid var(--line);
    background: var(--sunken);
    /* It ends above the padding of a host's dialog, where rows would be seen below it. */
    box-shadow: 0 40px var(--sunken);
  }
  /* At 400 % of a usual window, it would cover half of it. */
  @media (max-height: 400px) {
    .foot {
      position: static;
    }
  }
  .bulk {
    flex: 0 0 calc(100% + 28px);
    margin: -10px -12px 0 -16px;
  }
  .totals {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 6px 24px;
    align-items: baseline;
  }
  .totals > :last-child {
    margin-inline-start: auto;
  }
  .guaranteed {
    color: var(--good);
  }
  .totals strong {
    font-size: 18px;
  }
  .busy,
  .busy * {
    color: var(--muted);
  }
  .busy [translate] {
    visibility: hidden;
  }
  @container (max-width: 1000px) {
    .parties {
      grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    }
  }
  @container (max-width: 600px) {
    .totals {
      flex-basis: 100%;
    }
    .totals > span:not(:first-child, :last-child) {
      display: none;
    }
    .foot > button {
      flex: 1;
    }
  }
`;
