import type { LicenseLookUp, LookUpResult } from '../../../shared/schemas/customer.ts';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import { type Draft, type DraftRow, emptyRow, filledRows, isBlank } from './draft.ts';
import { chosenLicense } from './license-choice.ts';
import { licenseOf, licensesIn, licensesToRenew, rowsOf, withLicense } from './row-license.ts';

/** Adds the customers found to the draft; blank rows are dropped, and no licence gets a second row. */
export function withLookedUp(
  draft: Draft,
  results: LookUpResult['results'],
): { draft: Draft; added: number; duplicates: number } {
  const rows = draft.rows.filter((row) => !isBlank(row));
  const others = othersOf(rows);
  const present = new Set(rows.map(identityOf));
  const inOrder = licensesIn(rows);
  const added = new Set<string>();
  for (const result of results) {
    const known = result.outcome === 'found' ? result.customer.id : result.taxCode;
    const isNew = !present.has(known);
    present.add(known);
    if (result.outcome !== 'found') {
      if (isNew) rows.push({ ...emptyRow(others()), text: result.taxCode });
      continue;
    }
    const { customer } = result;
    const licenses = licensesToRenew(customer, inOrder);
    for (const { id } of licenses) inOrder.add(id);
    // A customer without a licence gets a row, which shows that problem.
    if (licenses.length === 0 && isNew && customer.licenses.length === 0) {
      rows.push(withLicense(emptyRow(others()), customer, undefined));
    } else if (licenses.length === 0) continue;
    rows.push(...rowsOf(customer, licenses, others()));
    added.add(customer.id);
  }
  const found = results.filter((result) => result.outcome === 'found').length;
  return {
    draft: { ...draft, rows: rows.length > 0 ? rows : [emptyRow([])] },
    added: added.size,
    duplicates: found - added.size,
  };
}

/** Adds a row for each licence found; an unknown id stays as a row with its text. */
export function withLicensesLookedUp(draft: Draft, results: LicenseLookUp['results']): Draft {
  const rows = draft.rows.filter((row) => !isBlank(row));
  const others = othersOf(rows);
  const inOrder = licensesIn(rows);
  const texts = new Set(rows.map(({ text }) => text));
  for (const result of results) {
    if (result.outcome === 'unknown') {
      const { externalId: text } = result;
      if (!texts.has(text)) rows.push({ ...emptyRow(others()), text });
      texts.add(text);
      continue;
    }
    const { customer, licenseId } = result;
    const license = licenseOf({ customer, licenseId });
    if (license === undefined || inOrder.has(licenseId)) continue;
    inOrder.add(licenseId);
    rows.push(...rowsOf(customer, [license], others()));
  }
  return { ...draft, rows: rows.length > 0 ? rows : [emptyRow([])] };
}

/** Whether the draft's rows are exactly those of these customers and licences. */
export function isOf(draft: Draft, choices: readonly string[]): boolean {
  const rowsChosen = choiceFinder(draft);
  const chosen = choices.map(rowsChosen);
  const rows = new Set(chosen.flat());
  return chosen.every((found) => found.length > 0) && rows.size === filledRows(draft).length;
}

/** The chosen customers and licences without a row in the draft. */
export function notYetIn(draft: Draft, choices: readonly string[]): string[] {
  const rowsChosen = choiceFinder(draft);
  return choices.filter((choice) => rowsChosen(choice).length === 0);
}

/** Returns a function that finds the rows of a customer (by tax code or the portal's id) or of a licence. */
function choiceFinder(draft: Draft): (choice: string) => readonly DraftRow[] {
  const rows = filledRows(draft);
  const byIdentity = Map.groupBy(rows, identityOf);
  const identities = identitiesByCode(rows);
  const byLicense = Map.groupBy(rows, (row) => licenseOf(row)?.externalId ?? row.text);
  return (choice) => {
    const license = chosenLicense(choice);
    if (license !== null) return byLicense.get(license) ?? [];
    const identity = [...taxCodeCandidates(choice), choice]
      .map((read) => identities.get(read))
      .find((found) => found !== undefined);
    return byIdentity.get(identity ?? '') ?? [];
  };
}

/** Key of a row's customer: its id, or else the typed text. */
function identityOf({ customer, text }: DraftRow): string {
  return customer?.id ?? text;
}

/**
 * Identities of the rows' customers by present tax code or typed text. The portal's ids and former codes find them
 * too, but a present code comes first.
 */
function identitiesByCode(rows: readonly DraftRow[]): Map<string, string> {
  const ids = rows.flatMap((row): [string, string][] =>
    row.customer?.externalId ? [[row.customer.externalId, identityOf(row)]] : [],
  );
  // A draft that was kept by an earlier release knows no former codes.
  const former = rows.flatMap((row) =>
    (row.customer?.formerTaxCodes ?? []).map((code): [string, string] => [code, identityOf(row)]),
  );
  const present = rows.map((row): [string, string] => [
    row.customer?.taxCode ?? row.text,
    identityOf(row),
  ]);
  return new Map([...ids, ...former, ...present]);
}

/**
 * The rows from whose keys those of rows added at the end must differ: the first from all, since rows may have been
 * sorted; each further one only from the one before, which has the highest key.
 */
function othersOf(rows: readonly DraftRow[]): () => readonly DraftRow[] {
  const { length } = rows;
  return () => (rows.length > length ? rows.slice(-1) : rows);
}
