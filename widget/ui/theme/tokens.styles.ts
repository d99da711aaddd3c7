import { css } from '@lit/reactive-element';

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
    --radius: min(24px, var(--renewal-radius, 6px));
    --radius-card: var(--renewal-radius-card, min(24px, var(--renewal-radius, 8px)));
    --border: var(--renewal-border-width, 1px);
    --focus: var(--renewal-focus-width, 2px) solid var(--renewal-focus, var(--accent));
    --control: var(--renewal-control-height, var(--rw-compact-control, 36px));
    --card-padding: var(--renewal-card-padding, var(--rw-compact-card, 16px));
    /* All inherited styles of a page end here, except those that it sets on purpose. */
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
    font: var(--renewal-font-size, 14px) / var(--renewal-line-height, 1.45) var(--renewal-font, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    font-variant-numeric: var(--renewal-numbers, tabular-nums);
    overflow-wrap: anywhere;
    hyphens: none;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
`;
