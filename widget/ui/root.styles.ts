import { css } from 'lit';

/**
 * The container of a public element's content: the page's styles for the element itself (`* { … }`) end here, and so
 * does an underline, which passes through blocks but not through an inline block.
 */
export const root = css`
  .root {
    display: inline-block;
    inline-size: 100%;
    vertical-align: top;
  }
  .root.light {
    color-scheme: light;
  }
  .root.dark {
    color-scheme: dark;
  }
`;
