import { css } from 'lit';

export const payStyles = css`
  .notice ul {
    margin: 4px 0 0;
    padding-inline-start: 20px;
  }
  .choice-parts {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(280px, 360px);
    gap: 12px;
    align-items: start;
  }
  .aside {
    position: sticky;
    top: 12px;
  }
  .methods {
    min-width: 0;
    gap: 8px;
  }
  .methods .skeleton {
    border: 0;
    padding: 0;
  }
  .method {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 12px;
    align-items: center;
    padding: 10px 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    cursor: pointer;
  }
  .method:has(:checked) {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  @media (forced-colors: active) {
    .method:has(:checked) {
      border: 3px solid Highlight;
    }
  }
  .method:has(:disabled) {
    cursor: default;
  }
  .method:has(:disabled) strong {
    color: var(--muted);
  }
  .method input {
    grid-row: span 2;
  }
  .method strong,
  .method span {
    grid-column: 2;
  }
  .sum {
    display: grid;
    gap: 2px;
    justify-items: end;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--line);
  }
  .sum strong {
    font-size: 20px;
  }
  @container (max-width: 860px) {
    .choice-parts {
      grid-template-columns: minmax(0, 1fr);
    }
    .aside {
      position: static;
    }
  }
`;
