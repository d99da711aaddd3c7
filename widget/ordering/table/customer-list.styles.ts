import { css } from 'lit';

export const listStyles = css`
  .code {
    color: var(--muted);
    font-size: 13px;
  }
  .count {
    text-align: end;
  }
  .former {
    grid-column: 1 / -1;
    color: var(--muted);
    font-size: 13px;
  }
  .popup {
    max-height: 320px;
  }
  [role='option'] {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 12px;
    padding: 7px 10px;
    border-radius: min(4px, var(--radius));
    cursor: pointer;
  }
  [role='option']:hover {
    background: var(--sunken);
  }
  [role='option'][aria-selected='true'] {
    background: var(--accent-soft);
    box-shadow: inset 2px 0 var(--accent);
  }
  @media (forced-colors: active) {
    [role='option'][aria-selected='true'],
    [role='option'][aria-selected='true'] .code {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
  .popup p {
    padding: 8px 10px;
    font-size: 13px;
  }
`;
