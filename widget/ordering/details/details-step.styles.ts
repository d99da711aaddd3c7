import { css } from 'lit';

export const detailsStyles = css`
  :host {
    container-type: inline-size;
  }
  .parties {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 12px;
  }
  .parties h3 {
    margin-block-end: 6px;
  }
  .hint {
    margin-block: -2px 4px;
    padding-inline-start: 26px;
    font-size: 13px;
  }
  .lines {
    padding: 0;
    overflow: clip;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    padding: 9px 10px;
    background: var(--sunken);
    color: var(--muted);
    font-size: 13px;
    font-weight: 600;
    line-height: 1.3;
    text-align: start;
    vertical-align: bottom;
    overflow-wrap: normal;
  }
  td {
    padding: 8px 10px;
    border-block-start: 1px solid var(--line);
    vertical-align: top;
  }
  td > .text {
    display: block;
    padding-block: 8px;
  }
  .index {
    width: 52px;
    white-space: nowrap;
    color: var(--muted);
    text-align: center;
  }
  .code {
    width: 172px;
  }
  .name {
    min-width: 200px;
  }
  .name .text {
    font-weight: 500;
  }
  /* As wide as its longest name. */
  .plan select {
    width: auto;
    min-width: 100%;
    max-width: 360px;
  }
  .product {
    display: block;
    margin-block-start: 3px;
    color: var(--muted);
    font-size: 12px;
  }
  .users {
    display: flex;
    gap: 6px;
    align-items: center;
    margin-block-start: 6px;
    font-size: 13px;
  }
  .users input {
    width: 84px;
  }
  .small {
    min-height: 28px;
    padding: 2px 8px;
    font-size: 13px;
  }
  .year {
    width: 96px;
  }
  .period {
    display: block;
    margin-block-start: 3px;
    color: var(--muted);
    font-size: 12.5px;
    line-height: 1.3;
    overflow-wrap: normal;
  }
  .years {
    width: 78px;
  }
  .years .period {
    display: inline-block;
  }
  .years .icon {
    width: 28px;
    margin-inline-start: -5px;
    vertical-align: middle;
  }
  td.expiry {
    white-space: nowrap;
  }
  .expiry .note {
    white-space: normal;
  }
  .expiry b {
    font-weight: 600;
  }
  .note {
    display: block;
    font-size: 12.5px;
    font-weight: 400;
  }
  .past {
    color: var(--bad);
  }
  .empty {
    padding: 12px 16px;
  }
  th.number {
    text-align: end;
  }
  .actions {
    width: 76px;
    white-space: nowrap;
  }
  tr.bad > td {
    background: color-mix(in srgb, var(--bad-soft) 45%, transparent);
  }
  @media (forced-colors: active) {
    tr.bad > td:first-child {
      border-inline-start: 4px solid Mark;
    }
  }
  renewal-line-toolbar {
    padding: 10px;
    border-block-start: 1px solid var(--line);
  }
  .totals {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 24px;
    align-items: baseline;
    justify-content: flex-end;
    padding: 12px 16px;
    border-block-start: 1px solid var(--line);
    background: var(--sunken);
  }
  .guaranteed {
    color: var(--good);
  }
  .waits {
    color: var(--wait);
  }
  .totals strong {
    font-size: 18px;
  }
  .busy,
  .busy * {
    color: var(--muted);
  }
  @container (max-width: 1000px) {
    .parties {
      grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    }
  }
  /* A table still, where a portal leaves it little more than it needs. */
  @container (max-width: 1280px) {
    th,
    td {
      padding-inline: 7px;
    }
    .index {
      width: 40px;
    }
    .code {
      width: 164px;
    }
    .name {
      min-width: 150px;
    }
    .plan select {
      max-width: 250px;
    }
  }
  @container (max-width: 1180px) {
    thead {
      display: none;
    }
    table,
    tbody {
      display: block;
    }
    tr.line {
      display: grid;
      grid-template-columns: repeat(6, 1fr);
      gap: 8px 12px;
      padding: 12px;
      border-block-start: 1px solid var(--line);
    }
    tr.remarked,
    tr.problem,
    tr.others,
    tr.details {
      display: block;
      padding: 0 12px 12px;
    }
    tr.bad,
    tr.problem {
      background: color-mix(in srgb, var(--bad-soft) 45%, transparent);
    }
    tr.bad > td {
      background: none;
    }
    td {
      display: block;
      grid-column: span 2;
      width: auto !important;
      padding: 0 !important;
      border: 0;
    }
    td > .text {
      padding-block: 0;
    }
    .plan select {
      width: 100%;
      max-width: none;
    }
    td[data-label]::before {
      content: attr(data-label);
      display: block;
      color: var(--muted);
      font-size: 12.5px;
    }
    td.index {
      display: none;
    }
    td.name {
      grid-column: span 4;
    }
    td.number {
      grid-column: span 1;
      text-align: start;
      font-weight: 600;
    }
    td.actions {
      grid-column: span 1;
      text-align: end;
    }
  }
  /* Two lines a row: who it is, then the term. */
  @container (min-width: 901px) and (max-width: 1180px) {
    tr.line {
      grid-template-columns:
        minmax(156px, 1fr) 70px 98px 100px 88px minmax(94px, 112px)
        minmax(104px, 112px) 76px;
      gap: 6px 12px;
      align-items: start;
    }
    td {
      grid-column: span 1;
    }
    td.code,
    td.plan {
      grid-column: span 2;
    }
    td.name {
      grid-column: span 6;
    }
    td.number {
      text-align: end;
    }
    td > .text {
      padding-block: 7px;
    }
    /* Beside a label that stands above. */
    td.actions {
      padding-block-start: 20px !important;
    }
  }
  /* A third of the width is less than a plan's name. */
  @container (min-width: 601px) and (max-width: 780px) {
    td.plan {
      grid-column: span 4;
    }
    td.number {
      grid-column: span 5;
    }
  }
  @container (max-width: 600px) {
    tr.line {
      grid-template-columns: 1fr 1fr;
    }
    td {
      grid-column: span 1;
    }
    td.code,
    td.name,
    td.plan {
      grid-column: 1 / -1;
    }
    .totals > span {
      display: flex;
      flex: 1 0 100%;
      justify-content: space-between;
    }
  }
`;
