import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { LicenseRow } from './license-standing.ts';

/** A declaration's description of its licence. */
export interface DeclaredIdentity {
  customerId: string;
  externalId?: string | undefined;
  productId: string;
  /** Place in the input. */
  path: (string | number)[];
}

/** A licence of the firm with an id of the portal's, and its customer. */
export interface NamedLicense {
  customerId: string;
  customer: { externalId: string; name: string };
}

export interface FoundLicenses<Declared> {
  /** Declarations with their licences; null: a new one. */
  found: { declared: Declared; row: LicenseRow | null }[];
  problems: FieldProblem[];
}

/**
 * Finds the licence that each declaration is about: by the portal's id or, without one, by product. A licence without
 * an id takes it from the first declaration of its product that has one.
 *
 * @param known by customer
 * @param named by the portal's id
 */
export function findDeclared<Declared extends DeclaredIdentity>(
  declarations: readonly Declared[],
  known: ReadonlyMap<string, readonly LicenseRow[]>,
  named: ReadonlyMap<string, NamedLicense>,
): FoundLicenses<Declared> {
  const result: FoundLicenses<Declared> = { found: [], problems: [] };
  const meant = new Set<string>();
  // A licence that the call names by product is not taken over by another declaration.
  const plain = new Set(
    declarations.filter(({ externalId }) => externalId === undefined).map(productKey),
  );
  for (const declared of declarations) {
    const own = known.get(declared.customerId) ?? [];
    const isFree = (row: LicenseRow) => !meant.has(row.id) && !plain.has(productKey(declared));
    const row = find(declared, own, named, isFree);
    if (row !== null && !('id' in row)) {
      result.problems.push(row);
      continue;
    }
    const { externalId, productId, path } = declared;
    const key = row?.id ?? externalId ?? productKey(declared);
    if (row !== null && row.product_id !== productId) {
      result.problems.push({ path: [...path, 'planCode'], code: 'INVALID' });
    } else if (meant.has(key)) {
      const code = externalId === undefined ? 'REQUIRED' : 'INVALID';
      result.problems.push({ path: [...path, 'externalId'], code });
    } else result.found.push({ declared, row });
    meant.add(key);
  }
  return result;
}

function productKey({ customerId, productId }: DeclaredIdentity): string {
  return `${customerId} ${productId}`;
}

function find(
  { customerId, externalId, productId, path }: DeclaredIdentity,
  own: readonly LicenseRow[],
  named: ReadonlyMap<string, NamedLicense>,
  isFree: (row: LicenseRow) => boolean,
): LicenseRow | FieldProblem | null {
  const ofProduct = own.filter((license) => license.product_id === productId);
  const nameless = ofProduct.find((license) => license.external_id === null) ?? null;
  const at = [...path, 'externalId'];
  if (externalId === undefined) {
    if (nameless || ofProduct.length === 0) return nameless;
    // Several licences could be meant.
    return ofProduct.length === 1 ? (ofProduct[0] ?? null) : { path: at, code: 'REQUIRED' };
  }
  const holder = named.get(externalId);
  if (holder && holder.customerId !== customerId) {
    return { path: at, code: 'LICENSE_TAKEN', customer: holder.customer };
  }
  const same = own.find((license) => license.external_id === externalId);
  return same ?? (nameless && isFree(nameless) ? nameless : null);
}
