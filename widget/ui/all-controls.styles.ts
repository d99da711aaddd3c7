import { css } from 'lit';
import { controls } from './controls.styles.ts';

/** Fields with labels, badges, dialogs, links and facts: controls that are seen only after something is opened. */
export const laterControls = css`
  a.button {
    display: inline-block;
    padding: 8px 14px;
    border: var(--border) solid var(--renewal-button-line, var(--line));
    border-radius: var(--renewal-radius-button, var(--radius));
    color: inherit;
    font-weight: var(--medium);
    text-decoration: none;
  }
  a.button:hover {
    border-color: var(--muted);
  }
  a.button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: var(--strong);
  }
  a:not(.button) {
    color: var(--link);
  }
  .field {
    display: grid;
    gap: 3px;
    align-content: start;
  }
  .field > label,
  .field > span:not(.error, .date) {
    color: var(--label);
    font-size: var(--small);
  }
  .date {
    position: relative;
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .date .calendar {
    position: absolute;
    inset-inline-end: 0;
    inline-size: 36px;
    opacity: 0;
    pointer-events: none;
  }
  .pager {
    justify-content: center;
  }
  small {
    font-size: var(--small);
  }
  .badge {
    display: inline-block;
    padding: 1px 9px;
    border-radius: var(--radius-badge);
    background: var(--wait-soft);
    color: var(--wait);
    font-size: var(--renewal-font-size-badge, 12.5px);
    font-weight: var(--strong);
    white-space: nowrap;
  }
  .badge.paid {
    background: var(--good-soft);
    color: var(--good);
  }
  .badge.cancelled,
  .badge.expired {
    background: var(--sunken);
    color: var(--muted);
  }
  .notice.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .notice.stack {
    gap: 4px;
  }
  dialog {
    width: min(var(--renewal-dialog-width, 640px), calc(100% - 24px));
    max-height: calc(100% - 32px);
    padding: var(--renewal-dialog-padding, 20px);
    border: var(--border) solid var(--line);
    border-radius: var(--radius-dialog);
    background: var(--raised);
    color: var(--text);
    box-shadow: var(--renewal-shadow-dialog, none);
    overflow: auto;
  }
  /* Buttons that don't fit side by side are one below the other, each as wide as the dialog. */
  @media (max-width: 480px) {
    dialog .row > button {
      flex: 1 1 auto;
    }
    dialog .row > button.end {
      margin-inline-start: 0;
    }
  }
  dialog::backdrop {
    background: var(--renewal-backdrop, rgb(10 16 22 / 50%));
  }
  dl.facts {
    display: grid;
    grid-template-columns: minmax(150px, max-content) 1fr;
    gap: 4px 16px;
    align-items: baseline;
  }
  dl.facts dt {
    color: var(--muted);
  }
  @container (max-width: 480px) {
    dl.facts {
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    }
  }
  @media (forced-colors: active) {
    .badge {
      border: 1px solid currentColor;
    }
    a.button.primary {
      border: 2px solid Highlight;
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;

export const allControls = [controls, laterControls];
