import { css } from 'lit';

/** Headings of columns by which a table is sorted: each a button, with the present direction. */
export const sortHeads = css`
  th button {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-size: inherit;
    font-weight: inherit;
  }
  th[aria-sort='ascending'] button::after {
    content: ' ▲';
  }
  th[aria-sort='descending'] button::after {
    content: ' ▼';
  }
`;
