import { css } from '@lit/reactive-element';

/**
 * The container of a public element's content: the page's styles for the element itself (`* { … }`) end here, and so
 * does an underline, which passes through blocks but not through an inline block.
 */
export const root = css`
  /* Beside a menu in a row, it takes the width that is left. */
  :host {
    flex: 1;
  }
  .root {
    /* A size in em or per cent counts once, not in each element within. */
    --renewal-font-size: 1em;
    display: inline-block;
    inline-size: 100%;
    vertical-align: top;
    padding: var(--rw-ground-padding, 0);
    border-radius: var(--radius-card);
    background: var(--rw-ground, none);
  }
  /*
   * Laid out by the width that it gets, the content has no width of its own. Where the page asks for one, as in a
   * centred column or a table cell, it is as wide as the page allows: two words, between which the line may break.
   */
  .root::before {
    content: '. .';
    display: block;
    height: 0;
    overflow: hidden;
    visibility: hidden;
    word-spacing: 1600px;
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
