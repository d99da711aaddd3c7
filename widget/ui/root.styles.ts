import { css } from 'lit';

/**
 * What a public element's content lies in: what the page's styles do to the element itself (`* { … }`) ends
 * here, and so does an underline, which passes through blocks but not through an inline block.
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
