/**
 * Views of Khai báo that are loaded when first needed, as one chunk: fields of parties and of single rows, problems,
 * and the banner about rows that add little.
 */
export { countPartyProblems } from '../draft/party-problems.ts';
export { rowRemarks } from '../rows/row-remarks.ts';
export { otherLicensesRow } from '../table/other-licenses.ts';
export { problemRow, problemText } from '../table/problem-row.ts';
export { findProblems } from '../table/row-problems.ts';
export { lateStyles } from './late-views.styles.ts';
export { partyFields, recipientFields, rowDetails, rowNotes } from './party-fields.ts';
export { ShortRows } from './short-rows.ts';
