import { css } from 'lit';

/** Tokens of the content shown after the skeleton, for the controls' style sheet. */
export const laterTokens = css`
  :host {
    --on-accent: var(--renewal-on-accent, light-dark(#fff, #06223c));
    --accent-soft: var(
      --renewal-accent-soft,
      color-mix(in srgb, var(--accent) 10%, var(--surface))
    );
    --link: var(--renewal-link, var(--accent));
    --raised: var(--renewal-raised, var(--surface));
    --field: var(--renewal-field, var(--surface));
    --edge: var(--renewal-field-line, var(--renewal-line, #7b8793));
    --head: var(--renewal-head, var(--sunken));
    --on-head: var(--renewal-on-head, var(--muted));
    --button: var(--renewal-button, var(--surface));
    --on-button: var(--renewal-on-button, var(--text));
    --label: var(--renewal-label, var(--muted));
    --placeholder: var(--renewal-placeholder, var(--muted));
    --good: var(--renewal-good, light-dark(#17693a, #84d9a6));
    --good-soft: var(--renewal-good-soft, light-dark(#e5f5eb, #12301f));
    --bad: var(--renewal-bad, light-dark(#a8231a, #ffa9a1));
    --bad-soft: var(--renewal-bad-soft, light-dark(#fdeceb, #3c1816));
    --on-bad: var(--renewal-on-bad, var(--surface));
    --wait: var(--renewal-wait, light-dark(#754a00, #f2c77d));
    --wait-soft: var(--renewal-wait-soft, light-dark(#fff3dd, #34270e));
    --count: var(--renewal-count, #c2291f);
    --on-count: var(--renewal-on-count, #fff);
    --radius-dialog: var(--renewal-radius-dialog, min(24px, var(--renewal-radius, 10px)));
    --radius-badge: var(--renewal-radius-badge, 99px);
    --small: var(--renewal-font-size-small, 13px);
    --medium: var(--renewal-font-weight-medium, 500);
    --strong: var(--renewal-font-weight-strong, 600);
    --cell: var(--renewal-cell-padding, var(--rw-compact-cell, 10px 14px));
    --gap: var(--renewal-gap, var(--rw-compact-gap, 12px));
    --lifted: var(--renewal-shadow-menu, 0 8px 28px rgb(10 20 30 / 18%));
  }
  /* Whatever is grey is as the text is, where the person asks for more contrast. */
  @media (prefers-contrast: more) {
    :host {
      --muted: var(--text);
      --line: var(--text);
      --edge: var(--text);
    }
  }
`;
