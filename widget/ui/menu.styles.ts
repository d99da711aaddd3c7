import { css } from 'lit';

export const menuStyles = css`
  :host {
    display: inline-block;
  }
  button.opener {
    width: 100%;
    padding-inline-end: 10px;
    white-space: nowrap;
  }
  button.opener::after {
    content: '';
    display: inline-block;
    width: 6px;
    height: 6px;
    margin-inline-start: 8px;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    transform: translateY(-3px) rotate(45deg);
  }
  :host([bare]) button.opener {
    width: 22px;
    min-height: 24px;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  :host([bare]) button.opener::after {
    margin-inline-start: 0;
  }
  :host([bare]) button.opener:hover,
  :host([bare]) button.opener[aria-expanded='true'] {
    background: var(--accent-soft);
    color: var(--link);
  }
  .popup {
    min-width: 200px;
    max-width: min(360px, calc(100% - 16px));
    max-height: min(420px, calc(100% - 32px));
  }
  :host([active]) button.opener {
    background: var(--accent);
    color: var(--on-accent);
  }
  form {
    display: flex;
    gap: 4px;
    padding: 4px;
  }
  form input {
    flex: 1;
    min-width: 0;
    min-height: 34px;
    font-weight: 400;
  }
  .heading {
    padding: 8px 10px 3px;
    color: var(--muted);
    font-size: 12.5px;
    font-weight: 600;
  }
  [role='group'] + [role='group'] {
    margin-block-start: 4px;
    border-block-start: 1px solid var(--line);
  }
  .item {
    display: flex;
    gap: 16px;
    justify-content: space-between;
    width: 100%;
    min-height: 34px;
    padding: 6px 10px;
    border-color: transparent;
    background: none;
    color: inherit;
    font-weight: 400;
    text-align: start;
  }
  .item[aria-checked='true'] {
    font-weight: 600;
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item:focus,
  .item:hover {
    background: var(--accent-soft);
    border-color: transparent;
  }
  .note {
    flex: none;
    color: var(--muted);
    font-weight: 400;
  }
  @media (forced-colors: active) {
    .item:focus {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .item:focus .note {
      color: inherit;
    }
  }
`;
