import { LIMITS } from '../../../shared/limits.ts';
import type { Customer, License } from '../../../shared/schemas/customer.ts';
import { type DraftChange, type DraftRow, emptyRow } from './draft.ts';

/** The licence that the row renews; undefined if no customer is chosen, or it has no licence. */
export function licenseOf({
  customer,
  licenseId,
}: Pick<DraftRow, 'customer' | 'licenseId'>): License | undefined {
  return customer?.licenses.find(({ id }) => id === licenseId);
}

/** The row for a customer's licence, with that licence's plan and default fiscal year. */
export function withLicense(
  row: DraftRow,
  customer: Customer,
  license: License | undefined,
): DraftRow {
  return {
    ...row,
    text: '',
    customer,
    licenseId: license?.id ?? '',
    planId: license?.renewal.planId ?? '',
    quantity: null,
    firstFiscalYear: license?.defaultYear.fiscalYear ?? 0,
    until: null,
  };
}

/** Ids of the licences that the rows renew. */
export function licensesIn(rows: readonly DraftRow[]): Set<string> {
  return new Set(rows.map(({ licenseId }) => licenseId).filter(Boolean));
}

/**
 * The licences that choosing a customer brings: those due and not in the order yet. A customer without one due, and
 * with no row yet, brings the licence that expires first.
 */
export function licensesToRenew(
  { licenses }: Customer,
  inOrder: ReadonlySet<string>,
): readonly License[] {
  const left = licenses.filter(({ id }) => !inOrder.has(id));
  const due = left.filter(({ isDue }) => isDue);
  if (due.length > 0) return due;
  return left.length === licenses.length ? left.slice(0, 1) : [];
}

/**
 * Chooses a row's customer: the row renews its first licence due, and rows follow for the others. A customer chosen
 * again brings its next licence; if none is left, the row is shown as a duplicate.
 */
export function withChosen(key: number, customer: Customer): DraftChange {
  return ({ rows }) => {
    const inOrder = licensesIn(rows.filter((row) => row.key !== key));
    const next = customer.licenses.find(({ id }) => !inOrder.has(id)) ?? customer.licenses[0];
    const [first = next, ...others] = licensesToRenew(customer, inOrder);
    // Licences beyond the order's limit can be added after other rows are removed.
    const added = others.slice(0, Math.max(0, LIMITS.orderLines - rows.length));
    const newRows = rowsOf(customer, added, rows);
    return {
      rows: rows.flatMap((row) =>
        row.key === key ? [withLicense(row, customer, first), ...newRows] : [row],
      ),
    };
  };
}

/** New rows of these licences, with keys that no other row has. */
export function rowsOf(
  customer: Customer,
  licenses: readonly License[],
  others: readonly DraftRow[],
): DraftRow[] {
  const { key } = emptyRow(others);
  return licenses.map((license, index) =>
    withLicense({ ...emptyRow([]), key: key + index }, customer, license),
  );
}

/** A licence's product; with the portal's own id where the customer has several of that product. */
export function productText(license: License, customer: Customer, locale: 'vi' | 'en'): string {
  const { product, externalId } = license;
  const name = product.name[locale];
  const alike = customer.licenses.filter((other) => other.product.id === product.id);
  return alike.length > 1 && externalId !== null ? `${name} (${externalId})` : name;
}
