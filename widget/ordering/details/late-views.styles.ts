import { css } from 'lit';
import { laterControls } from '../../ui/all-controls.styles.ts';
import { remarkStyles } from '../../ui/remarks.ts';
import { rangeStyles } from '../bulk/range.styles.ts';
import { groupStyles } from '../bulk/row-groups-view.ts';
import { saidStyles } from '../table/said.styles.ts';

/** Fields of a party, two side by side where there is room. */
export const fieldsStyles = css`
  .fields {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 10px 12px;
    margin-block-start: 10px;
  }
  .fields:not(.recipient) > :nth-child(4),
  .fields > :nth-child(1) {
    grid-column: 1 / -1;
  }
  @container (max-width: 600px) {
    .fields {
      grid-template-columns: 1fr;
    }
  }
`;

/** Styles of the late views. */
export const lateStyles = [
  laterControls,
  groupStyles,
  remarkStyles,
  saidStyles,
  rangeStyles,
  fieldsStyles,
  css`
  .others {
    margin-block-end: 10px;
  }
  .others ul {
    display: grid;
    gap: 6px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }
  .others li {
    display: flex;
    gap: 10px;
    align-items: baseline;
  }
  .others button {
    flex: none;
    min-height: 28px;
    padding: 2px 8px;
    font-size: 13px;
  }
  /* Notices of what a person has done are no warnings. */
  .notice.said {
    background: var(--accent-soft);
    color: inherit;
  }
  .own .field {
    max-width: 420px;
  }
  .own .fields .field {
    max-width: none;
  }
  .own {
    display: grid;
    gap: 10px;
    padding: 12px;
    border-radius: var(--radius);
    background: var(--sunken);
  }
  @container (max-width: 1000px) {
    .parties.wide > * {
      grid-column: 1 / -1;
    }
  }
`,
];
