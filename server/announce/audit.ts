import type { Work } from '../context/in-transaction.ts';
import { newId } from '../database/id.ts';
import { insertRows } from '../database/insert-rows.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { Tables } from '../database/tables.ts';

/** An entry of the audit log: an action of a person, or of the system. */
export interface AuditEntry {
  portalId: string | null;
  firmId: string | null;
  /** An accountant's id, `gateway:vnpay`, `link:<id>`, `operations` or `portal`. */
  actor: string;
  action: string;
  subjectId: string;
  details?: Record<string, unknown>;
}

/** `audit_log.details` */
const detailsColumn = jsonColumn<Record<string, unknown>>();

/** Records who did what, in the transaction of the action. */
export async function audit(work: Work, entry: AuditEntry): Promise<void> {
  await insertRows(work.tx, 'audit_log', [auditRow(work, entry)]);
}

/** The row that records it. */
export function auditRow(work: Work, entry: AuditEntry): Tables['audit_log'] {
  return {
    id: newId(),
    at: work.now(),
    portal_id: entry.portalId,
    firm_id: entry.firmId,
    actor: entry.actor,
    action: entry.action,
    subject_id: entry.subjectId,
    details: detailsColumn.encode(entry.details ?? {}),
  };
}

/** Records an action of the vendor's operations, also on rows that belong to no firm. */
export async function auditOperator(
  work: Work,
  operator: string,
  action: string,
  subjectId: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await audit(work, { portalId: null, firmId: null, actor: operator, action, subjectId, details });
}
