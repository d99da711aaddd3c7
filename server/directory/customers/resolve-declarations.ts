import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { CustomerDeclaration } from '../../../shared/schemas/customer.ts';
import { newId } from '../../database/id.ts';

/** An existing customer, as far as a declaration can mean it. */
export interface KnownCustomer {
  id: string;
  externalId: string;
  /** False: its first tax code stands for an id that the portal has never given. */
  isDeclaredId: boolean;
  taxCode: string;
  name: string;
  /** Our id of the customer that it was merged into. */
  mergedInto: string | null;
}

/** The customer that a declaration is about. */
export interface ResolvedDeclaration {
  declared: CustomerDeclaration;
  /** Null: a new customer. */
  known: KnownCustomer | null;
  externalId: string;
  isDeclaredId: boolean;
  /** The id of the customer into which it is finally merged; null: none. */
  survivor: string | null;
}

export interface ResolvedDeclarations {
  resolved: ResolvedDeclaration[];
  problems: FieldProblem[];
}

/**
 * Finds the customer that each declaration is about: by the portal's id or, without one, by tax code. A customer
 * without the portal's id takes it from the first declaration of its code that has one. Codes are compared as they are
 * after the whole call, so that two customers may swap theirs.
 */
export function resolveDeclarations(
  declarations: readonly CustomerDeclaration[],
  known: readonly KnownCustomer[],
): ResolvedDeclarations {
  const find = finderIn(known);
  const nameOf = standInsBeside(declarations, known);
  const survivorOf = survivorFinder(declarations, known);
  const resolved = declarations.map((declared): ResolvedDeclaration => {
    const customer = find(declared);
    return {
      declared,
      known: customer ?? null,
      externalId: declared.externalId ?? customer?.externalId ?? nameOf(declared.taxCode),
      isDeclaredId: declared.externalId !== undefined || (customer?.isDeclaredId ?? false),
      survivor: declared.mergedInto === undefined ? null : survivorOf(declared.mergedInto),
    };
  });
  const problems = [
    ...resolved.flatMap(
      (each, index) => mergeProblem(each, index, resolved, known, survivorOf) ?? [],
    ),
    ...repeatedIds(resolved),
    ...takenCodes(resolved, known),
  ];
  return { resolved, problems };
}

function finderIn(known: readonly KnownCustomer[]) {
  const byExternalId = new Map(known.map((customer) => [customer.externalId, customer]));
  const present = known.filter(({ mergedInto }) => mergedInto === null);
  const byTaxCode = new Map(present.map((customer) => [customer.taxCode, customer]));
  const standIn = (taxCode: string) => {
    const customer = byExternalId.get(taxCode);
    return customer?.isDeclaredId ? undefined : customer;
  };
  return ({ externalId, taxCode }: CustomerDeclaration): KnownCustomer | undefined => {
    const ofCode = byTaxCode.get(taxCode);
    if (externalId === undefined) return ofCode ?? standIn(taxCode);
    return byExternalId.get(externalId) ?? (ofCode?.isDeclaredId === false ? ofCode : undefined);
  };
}

/** Identifies new customers without ids by their tax codes; by an id of ours where the code is another's id. */
function standInsBeside(
  declarations: readonly CustomerDeclaration[],
  known: readonly KnownCustomer[],
): (taxCode: string) => string {
  const taken = new Set([
    ...known.flatMap(({ externalId, isDeclaredId }) => (isDeclaredId ? [externalId] : [])),
    ...declarations.flatMap(({ externalId }) => externalId ?? []),
  ]);
  const names = new Map<string, string>();
  return (taxCode) => {
    const name = names.get(taxCode) ?? (taken.has(taxCode) ? newId() : taxCode);
    names.set(taxCode, name);
    return name;
  };
}

/**
 * Follows mergers to their end, by what the call declares or else by what is stored: a portal may go on sending that a
 * customer was merged into one that was later merged into a third. Null: they lead in a circle.
 */
function survivorFinder(
  declarations: readonly CustomerDeclaration[],
  known: readonly KnownCustomer[],
): (externalId: string) => string | null {
  const ids = new Map(known.map(({ id, externalId }) => [id, externalId]));
  const next = new Map<string, string | undefined>();
  for (const { externalId, mergedInto } of known) next.set(externalId, ids.get(mergedInto ?? ''));
  for (const { externalId, mergedInto } of declarations) {
    if (externalId !== undefined) next.set(externalId, mergedInto);
  }
  return (externalId) => {
    const seen = new Set<string>();
    let end = externalId;
    for (let into: string | undefined = end; into !== undefined; into = next.get(into)) {
      if (seen.has(into)) return null;
      seen.add(into);
      end = into;
    }
    return end;
  };
}

function mergeProblem(
  { declared, known, externalId, survivor }: ResolvedDeclaration,
  index: number,
  resolved: readonly ResolvedDeclaration[],
  all: readonly KnownCustomer[],
  survivorOf: (externalId: string) => string | null,
): FieldProblem | undefined {
  const at = (field: string) => ['customers', index, field];
  const { mergedInto } = declared;
  const former = all.find(({ id }) => id === known?.mergedInto);
  if (mergedInto === undefined) {
    if (!known?.mergedInto) return undefined;
    const field = declared.externalId === undefined ? 'taxCode' : 'externalId';
    const customer = former && { externalId: former.externalId, name: former.name };
    return { path: at(field), code: 'CUSTOMER_MERGED', ...(customer && { customer }) };
  }
  const isThere =
    all.some((each) => each.externalId === survivor && each.mergedInto === null) ||
    resolved.some((each) => each.externalId === survivor);
  // A customer that has left the lists takes up no others; those merged into it before, or by this call, stay so.
  const isFollowed =
    former !== undefined ||
    survivor === mergedInto ||
    resolved.some((each) => each.externalId === mergedInto);
  const isElsewhere = former !== undefined && survivorOf(former.externalId) !== survivor;
  if (isThere && isFollowed && !isElsewhere && survivor !== externalId) return undefined;
  return { path: at('mergedInto'), code: 'INVALID' };
}

/** Refuses a customer given twice in a call by its id; by tax code alone, the last one counts. */
function repeatedIds(resolved: readonly ResolvedDeclaration[]): FieldProblem[] {
  const seen = new Set<string>();
  return resolved.flatMap(({ declared, externalId }, index) => {
    const isRepeated = seen.has(externalId) && declared.externalId !== undefined;
    seen.add(externalId);
    return isRepeated
      ? [{ path: ['customers', index, 'externalId'], code: 'INVALID' } as const]
      : [];
  });
}

/** Codes that two present customers would have. */
function takenCodes(
  resolved: readonly ResolvedDeclaration[],
  known: readonly KnownCustomer[],
): FieldProblem[] {
  const declaredIds = new Set(resolved.map(({ externalId }) => externalId));
  const adopted = new Set(resolved.flatMap((each) => each.known?.id ?? []));
  const holders = new Map<string, Pick<KnownCustomer, 'externalId' | 'name'>>(
    known
      .filter(({ id, externalId, mergedInto }) => {
        return mergedInto === null && !declaredIds.has(externalId) && !adopted.has(id);
      })
      .map((customer) => [customer.taxCode, customer]),
  );
  return resolved.flatMap(({ declared, externalId }, index) => {
    if (declared.mergedInto !== undefined) return [];
    const holder = holders.get(declared.taxCode);
    if (holder === undefined || holder.externalId === externalId) {
      holders.set(declared.taxCode, { externalId, name: declared.name });
      return [];
    }
    const customer = { externalId: holder.externalId, name: holder.name };
    return [{ path: ['customers', index, 'taxCode'], code: 'TAX_CODE_TAKEN', customer } as const];
  });
}
