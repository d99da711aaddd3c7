import { css } from 'lit';

export const bellStyles = css`
  :host {
    display: inline-block;
  }
  .bell {
    position: relative;
    display: inline-grid;
    place-items: center;
    width: 40px;
    min-height: 40px;
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: var(--renewal-on-header, var(--on-header, var(--text)));
  }
  .bell svg.i {
    width: 22px;
    height: 22px;
  }
  .count {
    position: absolute;
    inset: 0 -5px auto auto;
    min-width: 18px;
    padding: 0 5px;
    border-radius: var(--radius-badge);
    background: var(--count);
    color: var(--on-count);
    font-size: 11.5px;
    font-weight: 700;
    line-height: 18px;
    text-align: center;
  }
  .popup {
    width: min(400px, calc(100% - 16px));
    padding: 0;
    border-radius: var(--radius-card);
    overscroll-behavior: contain;
  }
  .popup:focus {
    outline: none;
  }
  .top {
    position: sticky;
    top: 0;
    z-index: 1;
    min-height: 48px;
    padding: 6px 14px;
    border-block-end: 1px solid var(--line);
    background: var(--surface);
  }
  .popup .skeleton {
    border: 0;
  }
  .popup .notice {
    margin: 8px 14px;
  }
  .empty {
    padding: 28px 14px;
    text-align: center;
  }
  .more {
    padding: 8px;
    text-align: center;
  }
  .popup .note {
    margin: 0;
    padding: 0 14px;
  }
  .note:not(:empty) {
    padding-block: 10px;
  }
  .foot {
    display: block;
    position: sticky;
    bottom: 0;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
  }
  /* At 400 % of a usual window, they would leave no room between them. */
  @media (max-height: 400px) {
    .top,
    .foot {
      position: static;
    }
  }
  @media (pointer: coarse) {
    .bell {
      width: 44px;
    }
  }
`;
