export type Row = Record<string, unknown>;

/** Rows written into a table. */
export interface Change {
  table: string;
  /** The columns of its primary key. */
  key: readonly string[];
  inserted: Row[];
  updated: Row[];
  /** The columns in which updated rows differ from what they were. */
  columns: readonly string[];
}

/** A database in its former state, and the changes written since. */
export interface Before {
  /** Reads the changes; once. */
  changes(): Promise<Change[]>;
  /**
   * Writes these changes again with the bare driver.
   *
   * @param transactions the changes of each transaction
   * @param clients transactions at a time, where the engine has several writers
   * @returns milliseconds
   */
  rewrite(transactions: readonly Change[][], clients?: number): Promise<number>;
}

/** Tables that placing and settling write, those that others refer to first. */
export const WRITTEN = [
  'portals',
  'firms',
  'mail_counts',
  'orders',
  'order_lines',
  'fiscal_year_claims',
  'payment_attempts',
  'gateway_messages',
  'payments',
  'payment_names',
  'allocations',
  'license_renewals',
  'licenses',
  'license_periods',
  'invoice_requests',
  'outbox',
  'notifications',
  'audit_log',
];

export function changeOf(
  table: string,
  key: readonly string[],
  now: readonly Row[],
  then: readonly Row[],
): Change {
  const keyOf = (row: Row) => JSON.stringify(key.map((column) => row[column]));
  const former = new Map(then.map((row) => [keyOf(row), row]));
  const differing = (row: Row) => {
    const was = former.get(keyOf(row)) ?? {};
    return Object.keys(row).filter((column) => row[column] !== was[column]);
  };
  const inserted = now.filter((row) => !former.has(keyOf(row)));
  // Some rows may have been rewritten unchanged.
  const updated = now.filter((row) => former.has(keyOf(row)) && differing(row).length > 0);
  return { table, key, inserted, updated, columns: [...new Set(updated.flatMap(differing))] };
}
