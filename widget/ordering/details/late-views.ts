/**
 * Views of Khai báo that are loaded when first needed, as one chunk: fields of parties and of single rows, problems,
 * the groups of rows to look at, and undo.
 */
export { DropFiles } from '../bulk/drop-files.ts';
export { EmailsDialog } from '../bulk/emails-dialog.ts';
export { ExportRows } from '../bulk/export-rows.ts';
export { FindRows } from '../bulk/find-rows.ts';
export { RowGroups } from '../bulk/row-groups.ts';
export { SelectionBar } from '../bulk/selection-bar.ts';
export { Undo } from '../bulk/undo.ts';
export { countPartyProblems } from '../draft/party-problems.ts';
export { GridKeys } from '../table/grid-keys.ts';
export { findProblems } from '../table/row-problems.ts';
export { BulkEdit } from './bulk-edit.ts';
export { BulkPartiesDialog } from './bulk-parties-dialog.ts';
export { CommonEndDialog } from './common-end-dialog.ts';
export { FocusInSight } from './focus-in-sight.ts';
export { LateRows } from './late-rows.ts';
export { lateStyles } from './late-views.styles.ts';
export { partyFields, recipientFields } from './party-fields.ts';
export { repeatInput } from './repeat-input.ts';
