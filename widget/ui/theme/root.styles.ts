import { css } from '@lit/reactive-element';

/**
 * The container of a public element's content: the page's styles for the element itself (`* { … }`) end here, and so
 * does an underline, which passes through blocks but not through an inline block.
 */
export const root = css`
  /* Laid out by the width that it gets, the element has none of its own: beside a menu in a row, it takes what is left. */
  :host {
    flex: auto;
  }
  .root {
    display: inline-block;
    inline-size: 100%;
    vertical-align: top;
    border-radius: var(--radius-card);
    background: var(--rw-ground, none);
    /* Around it, where there is room: what is inside keeps its width. */
    box-shadow: 0 0 0 12px var(--rw-ground, transparent);
  }
  .root.compact {
    --rw-compact-control: 30px;
    --rw-compact-row: 36px;
    --rw-compact-card: 10px;
    --rw-compact-cell: 5px 10px;
    --rw-compact-gap: 8px;
  }
  .root.light {
    color-scheme: light;
  }
  .root.dark {
    color-scheme: dark;
  }
`;
