/**
 * What Khai báo shows once it is needed, in one chunk: fields of parties and of single rows, what is wrong, and what
 * few orders have.
 */
export { countPartyProblems } from '../draft/party-problems.ts';
export { otherLicensesRow } from '../table/other-licenses.ts';
export { problemRow, problemText } from '../table/problem-row.ts';
export { findProblems } from '../table/row-problems.ts';
export { lateStyles } from './late-views.styles.ts';
export { partyFields, recipientFields, rowDetails, rowNotes } from './party-fields.ts';
export { ShortRows } from './short-rows.ts';
