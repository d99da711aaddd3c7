import { css } from 'lit';
import { CARDS, grown, LINES } from './column-widths.ts';

/** Rows as cards, below the width that lines need. */
export const cardStyles = css`
  @container (max-width: ${grown(LINES - 0.1)}) {
    thead,
    .index,
    td.notes:empty {
      display: none;
    }
    .line {
      --code: ${grown(176)};
      --amount: ${grown(136)};
      display: flex;
      flex-wrap: wrap;
      gap: 8px 14px;
      align-items: start;
      padding: 12px;
      border-block-end: 1px solid var(--line);
    }
    td {
      flex: 0 1 auto;
    }
    td[data-label]::before {
      content: attr(data-label);
      color: var(--muted);
      font-size: 12.5px;
      font-weight: 400;
      white-space: nowrap;
    }
    td:is(.tick, .remove, .more, .notes, .details)::before {
      content: none;
    }
    .name .text {
      white-space: normal;
    }
    .tick {
      flex: none !important;
      align-self: center;
    }
    .code {
      flex-basis: var(--code);
    }
    .name {
      flex: 1 0 calc(100% - 49px - var(--code));
    }
    .plan {
      flex: 1 0 230px;
      max-width: 420px;
    }
    .payer {
      flex: 0 0 ${grown(172)};
    }
    .number {
      flex: 1 0 var(--amount);
      font-weight: 600;
      text-align: end;
    }
    .remove,
    .more {
      flex: none;
      align-self: end;
    }
    .notes,
    .details {
      flex: 1 0 100%;
      order: 1;
    }
  }
  /* The buttons stand beside the amount, on whatever line that is. */
  @container (min-width: 601px) and (max-width: ${grown(CARDS - 0.1)}) {
    .number {
      flex-basis: calc(88px + var(--amount));
      padding-inline-end: 88px;
    }
    .remove {
      margin-inline-start: -88px;
    }
  }
  /* The first line has customer and amount, the second the rest. */
  @container (min-width: ${grown(CARDS)}) and (max-width: ${grown(LINES - 0.1)}) {
    .name {
      flex-basis: calc(100% - 176px - var(--code) - var(--amount));
    }
    .number {
      flex: none;
      width: var(--amount);
    }
    :is(.tick, .code, .name, .number, .remove, .more) {
      order: -1;
    }
  }
  @container (max-width: 600px) {
    td {
      flex: 1 0 calc(50% - 7px);
    }
    .code {
      flex-basis: calc(100% - 40px);
    }
    .name,
    .plan,
    .payer {
      flex: 1 0 100%;
      max-width: none;
    }
    .number {
      text-align: start;
    }
  }
`;
