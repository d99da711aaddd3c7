import { css } from 'lit';

/** What opens over the page, in the top layer: menus, lists of choices, the bell's list. */
export const popup = css`
  .popup {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--text);
    box-shadow: var(--lifted);
    overflow: auto;
  }
`;
