import { css } from 'lit';
import { laterTokens } from './theme/later-tokens.styles.ts';

/** Buttons, fields and notices: the few primitives of every screen, from the order form on. */
export const controls = css`
  ${laterTokens}
  h2,
  h3,
  p,
  fieldset,
  dl,
  dd {
    margin: 0;
    padding: 0;
    border: 0;
  }
  h2 {
    font-size: var(--renewal-font-size-title, 18px);
    line-height: 1.3;
  }
  h2,
  h3 {
    font-family: var(--renewal-font-heading, inherit);
    font-weight: var(--renewal-font-weight-heading, bold);
  }
  h3 {
    font-size: var(--renewal-font-size-subtitle, 15px);
  }
  /* A heading takes the focus so that it is read out; nothing can be typed there. */
  h2:focus {
    outline: none;
  }
  /* A page without a doctype gives tables a font and a colour of their own. */
  table {
    color: inherit;
    font: inherit;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    min-height: var(--control);
    padding: 6px var(--renewal-button-padding, 14px);
    border: var(--border) solid var(--renewal-button-line, var(--line));
    border-radius: var(--renewal-radius-button, var(--radius));
    background: var(--button);
    color: var(--on-button);
    font-weight: var(--medium);
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--muted);
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: var(--strong);
  }
  button.primary:hover:not(:disabled) {
    filter: brightness(1.08);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--link);
  }
  button.quiet:hover:not(:disabled) {
    background: var(--accent-soft);
  }
  button.danger {
    color: var(--bad);
  }
  button.primary.danger {
    border-color: var(--bad);
    background: var(--bad);
    color: var(--on-bad);
  }
  button:disabled,
  button[aria-disabled='true'] {
    opacity: var(--renewal-disabled-opacity, 0.55);
    cursor: default;
  }
  button.icon {
    display: inline-grid;
    place-items: center;
    width: var(--renewal-icon-button, 32px);
    min-height: var(--renewal-icon-button, 32px);
    padding: 0;
  }
  svg.i {
    width: var(--renewal-icon, 18px);
    height: var(--renewal-icon, 18px);
    fill: none;
    stroke: currentColor;
    stroke-width: var(--renewal-icon-stroke, 1.8);
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  input[type='text'],
  input[type='email'],
  input[type='tel'],
  input[type='search'],
  input[type='number'],
  input[type='date'],
  select,
  textarea {
    width: 100%;
    min-height: var(--control);
    padding: 6px var(--renewal-field-padding, 10px);
    border: var(--border) solid var(--edge);
    border-radius: var(--renewal-radius-field, var(--radius));
    background: var(--field);
  }
  select {
    padding-inline-end: 4px;
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--placeholder);
    opacity: 1;
  }
  [aria-invalid='true'] {
    border-color: var(--bad) !important;
  }
  input[type='checkbox'],
  input[type='radio'] {
    flex: none;
    width: var(--renewal-tick, 18px);
    height: var(--renewal-tick, 18px);
    margin: 1px 0 0;
    accent-color: var(--accent);
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: var(--renewal-focus-offset, 1px);
  }
  .error {
    color: var(--bad);
    font-size: var(--small);
  }
  .muted {
    color: var(--muted);
  }
  .waits {
    color: var(--wait);
  }
  .choice {
    display: flex;
    gap: 8px;
    padding: 4px 0;
    cursor: pointer;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px var(--gap);
    align-items: center;
  }
  .end {
    margin-inline-start: auto;
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }
  .notice {
    padding: var(--renewal-notice-padding, 10px 14px);
    border-radius: var(--radius);
    background: var(--wait-soft);
    color: var(--wait);
  }
  .notice.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .notice button {
    color: inherit;
    border-color: currentColor;
    background: transparent;
  }
  .card {
    padding: var(--card-padding);
    border: var(--border) solid var(--line);
    border-radius: var(--radius-card);
    background: var(--surface);
    box-shadow: var(--renewal-shadow-card, none);
  }
  .stack {
    display: grid;
    gap: var(--gap);
  }
  /* A live region exists before it speaks, for screen readers; empty, it takes no gap. */
  .live:empty {
    position: absolute;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Differences by colour become differences by frame where the person has chosen the colours. */
  @media (forced-colors: active) {
    button.primary {
      border: 2px solid Highlight;
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    button:disabled,
    button[aria-disabled='true'] {
      border-color: GrayText;
      background: ButtonFace;
      color: GrayText;
      opacity: 1;
    }
    [aria-invalid='true'] {
      outline: 2px dashed;
      outline-offset: 1px;
    }
    [aria-invalid='true']:focus-visible {
      outline: 3px solid Highlight;
    }
    :focus-visible {
      outline-color: Highlight;
    }
    .notice {
      border: 1px solid currentColor;
    }
  }
  @media (pointer: coarse) {
    button,
    select,
    input:not([type='checkbox'], [type='radio']) {
      min-height: 44px;
    }
    button.icon {
      width: 44px;
    }
  }
`;
