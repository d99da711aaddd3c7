import type { LookUpResult } from '../../shared/schemas/customer.ts';
import { taxCodeCandidates } from '../../shared/tax-code.ts';
import { type Draft, type DraftRow, emptyRow, filledRows, isBlank } from './draft.ts';
import { licensesIn, licensesToRenew, rowsOf, withLicense } from './row-license.ts';

/** The draft with customers added that were looked up; blank rows are filled first, no licence stands twice. */
export function withLookedUp(
  draft: Draft,
  results: LookUpResult['results'],
): { draft: Draft; added: number; duplicates: number } {
  const rows = draft.rows.filter((row) => !isBlank(row));
  const present = new Set(rows.map(identityOf));
  const inOrder = licensesIn(rows);
  const added = new Set<string>();
  for (const result of results) {
    const known = result.outcome === 'found' ? result.customer.id : result.taxCode;
    const isNew = !present.has(known);
    present.add(known);
    if (result.outcome !== 'found') {
      if (isNew) rows.push({ ...emptyRow(rows.slice(-1)), text: result.taxCode });
      continue;
    }
    const { customer } = result;
    const licenses = licensesToRenew(customer, inOrder);
    for (const { id } of licenses) inOrder.add(id);
    // Without a licence, the row says so.
    if (licenses.length === 0 && isNew && customer.licenses.length === 0) {
      rows.push(withLicense(emptyRow(rows.slice(-1)), customer, undefined));
    } else if (licenses.length === 0) continue;
    rows.push(...rowsOf(customer, licenses, rows.slice(-1)));
    added.add(customer.id);
  }
  const found = results.filter((result) => result.outcome === 'found').length;
  return {
    draft: { ...draft, rows: rows.length > 0 ? rows : [emptyRow([])] },
    added: added.size,
    duplicates: found - added.size,
  };
}

/** How many customers a draft has, and texts that are none yet. */
export function countCustomers(draft: Draft): number {
  return new Set(filledRows(draft).map(identityOf)).size;
}

/** Whether the draft is of just these customers. */
export function isOf(draft: Draft, taxCodes: readonly string[]): boolean {
  const typed = identitiesByCode(draft);
  const asked = new Set(
    taxCodes.map((code) =>
      taxCodeCandidates(code)
        .map((read) => typed.get(read))
        .find(Boolean),
    ),
  );
  return asked.size === countCustomers(draft) && !asked.has(undefined);
}

/** Those of the tax codes that the draft has no row of. */
export function notYetIn(draft: Draft, taxCodes: readonly string[]): string[] {
  const typed = identitiesByCode(draft);
  return taxCodes.filter(
    (code) => ![code, ...taxCodeCandidates(code)].some((read) => typed.has(read)),
  );
}

/** A customer's rows are told from those of others by its id, or by what was typed. */
function identityOf({ customer, text }: DraftRow): string {
  return customer?.id ?? text;
}

/** The draft's customers by what was typed, or by their codes; by former ones where no row has it now. */
function identitiesByCode(draft: Draft): Map<string, string> {
  const rows = filledRows(draft);
  // A draft that was kept by an earlier release knows no former codes.
  const former = rows.flatMap((row) =>
    (row.customer?.formerTaxCodes ?? []).map((code): [string, string] => [code, identityOf(row)]),
  );
  const present = rows.map((row): [string, string] => [
    row.customer?.taxCode ?? row.text,
    identityOf(row),
  ]);
  return new Map([...former, ...present]);
}
