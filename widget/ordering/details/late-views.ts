/** What few orders show of Khai báo, in one chunk: loaded with the first row or party that needs any of it. */
export { otherLicensesRow } from '../table/other-licenses.ts';
export { problemRow, problemText } from '../table/problem-row.ts';
export { partyFields, recipientFields, rowDetails, rowNotes } from './party-fields.ts';
export { ShortRows } from './short-rows.ts';
