/**
 * Views of Khai báo that are loaded when first needed, as one chunk: fields of parties and of single rows, problems,
 * and the banner about rows that add little.
 */
export { Undo } from '../bulk/undo.ts';
export { countPartyProblems } from '../draft/party-problems.ts';
export { findProblems } from '../table/row-problems.ts';
export { LateRows } from './late-rows.ts';
export { lateStyles } from './late-views.styles.ts';
export { partyFields, recipientFields } from './party-fields.ts';
export { ShortRows } from './short-rows.ts';
