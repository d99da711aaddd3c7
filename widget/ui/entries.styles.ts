import { css } from 'lit';

/** Entries of a dialog, one below the other, each with its actions at its end. */
export const entries = css`
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 12px;
    align-items: center;
    padding-block: 10px;
    border-block-start: 1px solid var(--line);
  }
  small {
    display: block;
  }
`;
