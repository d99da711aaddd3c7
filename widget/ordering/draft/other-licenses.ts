import type { Customer, License } from '../../../shared/schemas/customer.ts';
import type { DraftChange, DraftRow } from './draft.ts';
import { licensesIn, rowsOf } from './row-license.ts';

/** A customer's licences that are not in the order, by the key of the customer's last row there. */
export function otherLicenses(rows: readonly DraftRow[]): ReadonlyMap<number, readonly License[]> {
  const inOrder = licensesIn(rows);
  const last = new Map(
    rows.flatMap((row) => (row.customer ? [[row.customer.id, row] as const] : [])),
  );
  return new Map(
    [...last.values()].flatMap(({ key, customer }) => {
      const others = customer?.licenses.filter(({ id }) => !inOrder.has(id)) ?? [];
      return others.length > 0 ? [[key, others] as const] : [];
    }),
  );
}

/** Adds a customer's licence below that customer's other rows. */
export function withLicenseAdded(customer: Customer, license: License): DraftChange {
  return ({ rows }) => {
    const last = rows.findLastIndex((row) => row.customer?.id === customer.id);
    const at = last < 0 ? rows.length : last + 1;
    return {
      rows: [...rows.slice(0, at), ...rowsOf(customer, [license], rows), ...rows.slice(at)],
    };
  };
}
