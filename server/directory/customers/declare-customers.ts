import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { CustomerDeclaration } from '../../../shared/schemas/customer.ts';
import { foldText } from '../../../shared/search-text.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { alsoHas } from '../../database/also-has.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { prepared } from '../../database/prepared.ts';
import { forgetShared, shared } from '../../database/shared-reads.ts';
import type { Tables } from '../../database/tables.ts';
import { updateRows } from '../../database/update-rows.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Firm } from '../../foundation/firm.ts';
import { type DeclaredLicense, declareLicenses } from '../licenses/declare-licenses.ts';
import { mergeCustomer } from './merge-customers.ts';
import {
  type KnownCustomer,
  type ResolvedDeclaration,
  resolveDeclarations,
} from './resolve-declarations.ts';
import { type KnownPlan, type ResolvedLicense, resolveLicenses } from './resolve-licenses.ts';
import { noteTaxCodes, refreshSearchText } from './tax-code-history.ts';

/**
 * Stores a firm's customers and licences as the portal declares them, identified by its own ids.
 *
 * @throws DomainError INVALID_INPUT with each fault and its customer: nothing of the call is then stored
 */
export async function declareCustomers(
  context: Context,
  firm: Firm & { firmName: string },
  customers: readonly CustomerDeclaration[],
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    await declareFirm(tx, firm);
    const sold = resolveLicenses(customers, await readPlans(tx, firm.portalId));
    refuseIf(sold.problems);
    const known = await readKnown(tx, firm, customers);
    const { resolved, problems } = resolveDeclarations(customers, known);
    refuseIf(problems);
    await freeTaxCodes(tx, resolved);
    const idsByExternalId = new Map(known.map(({ externalId, id }) => [externalId, id]));
    for (const each of resolved) {
      const id = each.known?.id ?? idsByExternalId.get(each.externalId) ?? newId();
      idsByExternalId.set(each.externalId, id);
    }
    await writeCustomers(tx, firm, resolved, idsByExternalId, now);
    await mergeDeclared(tx, resolved, idsByExternalId, now);
    await declareLicenses(tx, now, firm, licensesOf(resolved, idsByExternalId, sold.licenses));
    await refreshSearchText(
      tx,
      resolved.flatMap(({ externalId, survivor }) => [
        idsByExternalId.get(externalId) ?? '',
        idsByExternalId.get(survivor ?? '') ?? '',
      ]),
    );
    await audit(work, {
      portalId: firm.portalId,
      firmId: firm.firmId,
      actor: 'portal',
      action: 'customers.declared',
      subjectId: firm.firmId,
      details: { count: customers.length },
    });
  });
}

/** @throws DomainError INVALID_INPUT where there are problems */
function refuseIf(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new DomainError('INVALID_INPUT', { fieldProblems: [...problems] });
}

/** The licences of stored customers; those of a merged customer belong to the other. */
function licensesOf(
  resolved: readonly ResolvedDeclaration[],
  ids: ReadonlyMap<string, string>,
  licenses: readonly ResolvedLicense[][],
): DeclaredLicense[] {
  const byCustomer = new Map<string, DeclaredLicense[]>();
  for (const [index, { externalId, survivor, declared }] of resolved.entries()) {
    const { fiscalYearStart } = declared;
    const customerId = ids.get(survivor ?? externalId) ?? '';
    const own = (licenses[index] ?? []).map((each) => ({ ...each, customerId, fiscalYearStart }));
    // The last declaration of a customer counts, where a call has it twice by its tax code alone.
    byCustomer.set(externalId, own);
  }
  return [...byCustomer.values()].flat();
}

/** All customers that the declarations may mean, or whose codes they may take. */
async function readKnown(
  tx: Tx,
  firm: Firm,
  customers: readonly CustomerDeclaration[],
): Promise<KnownCustomer[]> {
  const codes = customers.map(({ taxCode }) => taxCode);
  const ids = customers.flatMap(({ externalId, mergedInto, taxCode }) => [
    ...(externalId === undefined ? [taxCode] : [externalId]),
    ...(mergedInto === undefined ? [] : [mergedInto]),
  ]);
  const select = () =>
    tx
      .selectFrom('customers')
      .select(['id', 'external_id', 'external_id_declared', 'tax_code', 'name', 'merged_into']);
  const selectOfFirm = () =>
    select().where('portal_id', '=', firm.portalId).where('firm_id', '=', firm.firmId);
  const ofCodes = () => selectOfFirm().where(inList('tax_code', codes));
  const rows = [
    ...(await selectOfFirm().where(inList('external_id', ids)).execute()),
    // Two queries, since these are two indexes.
    ...(await ofCodes().where('merged_into', 'is', null).execute()),
    ...(await ofCodes().where('merged_into', 'is not', null).execute()),
  ];
  const survivors = rows.flatMap(({ merged_into }) => merged_into ?? []);
  const ofSurvivors = select()
    .where(inList('id', survivors))
    .where(alsoHas('portal_id', firm.portalId))
    .where(alsoHas('firm_id', firm.firmId));
  rows.push(...(await ofSurvivors.execute()));
  return [...new Map(rows.map((row) => [row.id, row])).values()].map((row) => ({
    id: row.id,
    externalId: row.external_id,
    isDeclaredId: row.external_id_declared === 1,
    taxCode: row.tax_code,
    name: row.name,
    mergedInto: row.merged_into,
  }));
}

/** Clears the codes that change, so that two customers can swap theirs. */
async function freeTaxCodes(tx: Tx, resolved: readonly ResolvedDeclaration[]): Promise<void> {
  const changing = resolved.flatMap(({ known, declared }) =>
    known !== null && (known.taxCode !== declared.taxCode || declared.mergedInto !== undefined)
      ? [known.id]
      : [],
  );
  if (changing.length === 0) return;
  await tx
    .updateTable('customers')
    .set((set) => ({ tax_code: set.ref('id') }))
    .where(inList('id', changing))
    .execute();
}

async function mergeDeclared(
  tx: Tx,
  resolved: readonly ResolvedDeclaration[],
  ids: ReadonlyMap<string, string>,
  now: number,
): Promise<void> {
  for (const [index, { externalId, survivor, declared }] of resolved.entries()) {
    const [id, survivorId] = [ids.get(externalId), ids.get(survivor ?? '')];
    if (id === undefined || survivorId === undefined) continue;
    const merge = { id, survivorId, taxCode: declared.taxCode };
    await mergeCustomer(tx, merge, ['customers', index, 'mergedInto'], now);
  }
}

const readFirm = shared(
  prepared((db, { portalId, firmId }: Firm) =>
    db
      .selectFrom('firms')
      .select('name')
      .where('portal_id', '=', portalId)
      .where('id', '=', firmId),
  ),
);

/** Adds the firm, or stores its new name. A firm with the same name is only read: each of its orders declares it. */
export async function declareFirm(tx: Tx, firm: Firm & { firmName: string }): Promise<void> {
  const { portalId, firmId } = firm;
  const [known] = await readFirm(tx, { portalId, firmId });
  if (known?.name === firm.firmName) return;
  forgetShared(tx);
  await tx
    .insertInto('firms')
    .values({
      portal_id: firm.portalId,
      id: firm.firmId,
      name: firm.firmName,
      expiry_reminders: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['portal_id', 'id']).doUpdateSet({ name: firm.firmName }),
    )
    .execute();
}

async function readPlans(tx: Tx, portalId: string): Promise<Map<string, KnownPlan>> {
  const plans = await tx
    .selectFrom('plans')
    .innerJoin('products', 'products.id', 'product_id')
    .select(['plans.id', 'plans.code', 'product_id', 'per_user', 'products.code as product_code'])
    .where('plans.portal_id', '=', portalId)
    .execute();
  return new Map(plans.map((plan) => [plan.code, plan]));
}

/** Writes customers; of one that is twice in a call, by its tax code alone, the last counts. */
async function writeCustomers(
  tx: Tx,
  firm: Firm,
  resolved: readonly ResolvedDeclaration[],
  ids: ReadonlyMap<string, string>,
  now: number,
): Promise<void> {
  const byId = new Map(resolved.map((each) => [ids.get(each.externalId) ?? '', each]));
  const written = [...byId].map(([id, each]) => ({ each, row: rowOf(id, each, now) }));
  // Existing customers first: a new one may get an id that stood for one of them.
  const present = written.flatMap(({ each, row }) => (each.known === null ? [] : [row]));
  await updateRows(tx, 'customers', present);
  const added = written.flatMap(({ each, row }) => (each.known === null ? [row] : []));
  const own = { portal_id: firm.portalId, firm_id: firm.firmId, merged_into: null };
  await insertRows(
    tx,
    'customers',
    added.map((row) => ({ ...row, ...own })),
  );
  const changed = [...byId].filter(
    ([, { known, declared }]) => known?.taxCode !== declared.taxCode,
  );
  const codes = new Map(changed.map(([id, { declared }]) => [id, declared.taxCode]));
  await noteTaxCodes(tx, codes, now);
}

function rowOf(
  id: string,
  { declared, externalId, isDeclaredId }: ResolvedDeclaration,
  now: number,
): Omit<Tables['customers'], 'portal_id' | 'firm_id' | 'merged_into'> {
  return {
    id,
    external_id: externalId,
    external_id_declared: isDeclaredId ? 1 : 0,
    // A customer about to be merged takes no other's code meanwhile.
    tax_code: declared.mergedInto === undefined ? declared.taxCode : id,
    name: declared.name,
    address: declared.address,
    email: declared.email,
    contact_name: declared.contactName,
    phone: declared.phone,
    fiscal_year_start: declared.fiscalYearStart,
    kind: declared.kind ?? null,
    search_text: foldText(`${declared.name} ${declared.taxCode}`),
    updated_at: now,
  };
}
