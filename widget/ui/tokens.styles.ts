import { css } from 'lit';

/** Colours, sizes and type, each to be set by the host; and the host's inherited text styles undone. */
export const tokens = css`
  :host,
  .root {
    --text: var(--renewal-text, light-dark(#17222d, #e5eaef));
    --muted: var(--renewal-muted, light-dark(#586673, #a1aebb));
    --line: var(--renewal-line, light-dark(#d9e0e6, #38444f));
    --surface: var(--renewal-surface, light-dark(#fff, #1a2229));
    --sunken: var(--renewal-sunken, light-dark(#f4f6f8, #12191f));
    --accent: var(--renewal-accent, light-dark(#0b5fae, #78b6f3));
    --on-accent: var(--renewal-on-accent, light-dark(#fff, #06223c));
    --accent-soft: color-mix(in srgb, var(--accent) 10%, var(--surface));
    --good: light-dark(#17693a, #84d9a6);
    --good-soft: light-dark(#e5f5eb, #12301f);
    --bad: light-dark(#a8231a, #ffa9a1);
    --bad-soft: light-dark(#fdeceb, #3c1816);
    --wait: light-dark(#754a00, #f2c77d);
    --wait-soft: light-dark(#fff3dd, #34270e);
    --radius: var(--renewal-radius, 6px);
    --radius-card: var(--renewal-radius, 8px);
    --radius-dialog: var(--renewal-radius, 10px);
    /* All that a page's styles hand down ends here, but what it says on purpose. */
    all: initial;
    color-scheme: inherit;
    visibility: inherit;
    pointer-events: inherit;
    /* Vietnamese and English, their numbers and dates, also on a page from right to left. */
    direction: ltr;
    unicode-bidi: isolate;
    display: block;
    box-sizing: border-box;
    color: var(--text);
    font: 14px/1.45 var(--renewal-font, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    hyphens: none;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
`;
