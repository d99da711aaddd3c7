import { css } from 'lit';

/** Styles of the chosen cells, and of the handle that fills others from them. */
export const rangeStyles = css`
  .ranged {
    background: var(--accent-soft);
  }
  .filling {
    background: repeating-linear-gradient(
      135deg,
      var(--accent-soft) 0 6px,
      transparent 6px 10px
    );
  }
  /* The controls would cover all but the edges of the chosen cells. */
  :is(.ranged, .filling) :is(select, input) {
    background-color: transparent;
  }
  .corner,
  td:focus-within {
    position: relative;
  }
  @media (pointer: fine) {
    .corner::after,
    td:is(.plan, .year, .years, .payer):not(.ranged):focus-within::after {
      content: '';
      position: absolute;
      inset-block-end: -5px;
      inset-inline-end: -4px;
      z-index: 1;
      width: 9px;
      height: 9px;
      border: 1.5px solid var(--surface);
      background: var(--accent);
      cursor: crosshair;
    }
  }
  @media (forced-colors: active) {
    .ranged,
    .filling {
      outline: 2px dashed Highlight;
      outline-offset: -2px;
    }
    .filling {
      outline-style: dotted;
    }
    .corner::after,
    td:focus-within::after {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
