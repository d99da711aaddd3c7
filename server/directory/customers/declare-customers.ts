import type { CustomerDeclaration } from '../../../shared/schemas/customer.ts';
import { foldText } from '../../../shared/search-text.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { newId } from '../../database/id.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';

/**
 * Takes over a firm's customers and licences from the portal, by tax code. A licence that is here
 * keeps its expiry unless the portal's is later: a list read before a payment can't take it back. Nor can
 * a list that repeats a temporary expiry, which the portal had from us, make it a lasting one. The plan goes with
 * the expiry: paid years stay of the plan that they were paid for.
 *
 * @throws DomainError INVALID_INPUT at the customer whose plan code is unknown
 */
export async function declareCustomers(
  context: Context,
  firm: { portalId: string; firmId: string; firmName: string },
  customers: readonly CustomerDeclaration[],
): Promise<void> {
  const now = context.now();
  await context.db.transaction().execute(async (tx) => {
    await declareFirm(tx, firm);
    const planIds = await readPlanIds(tx, firm.portalId);
    for (const [index, declared] of customers.entries()) {
      const planId = declared.license === null ? null : planIds.get(declared.license.planCode);
      if (planId === undefined) {
        throw new DomainError('INVALID_INPUT', {
          fieldProblems: [{ path: ['customers', index, 'license', 'planCode'], code: 'INVALID' }],
        });
      }
      const customerId = await upsertCustomer(tx, firm, declared, now);
      if (planId !== null && declared.license !== null) {
        await upsertLicense(tx, customerId, planId, declared.license.expiry, now);
      }
    }
    await audit(tx, {
      at: now,
      portalId: firm.portalId,
      firmId: firm.firmId,
      actor: 'portal',
      action: 'customers.declared',
      subjectId: firm.firmId,
      details: { count: customers.length },
    });
  });
}

/** Makes the firm known, or takes over its new name. */
export async function declareFirm(
  tx: Tx,
  firm: { portalId: string; firmId: string; firmName: string },
): Promise<void> {
  await tx
    .insertInto('firms')
    .values({ portal_id: firm.portalId, id: firm.firmId, name: firm.firmName })
    .onConflict((conflict) =>
      conflict.columns(['portal_id', 'id']).doUpdateSet({ name: firm.firmName }),
    )
    .execute();
}

async function readPlanIds(tx: Tx, portalId: string): Promise<Map<string, string>> {
  const plans = await tx
    .selectFrom('plans')
    .select(['id', 'code'])
    .where('portal_id', '=', portalId)
    .execute();
  return new Map(plans.map((plan) => [plan.code, plan.id]));
}

async function upsertCustomer(
  tx: Tx,
  firm: { portalId: string; firmId: string },
  declared: CustomerDeclaration,
  now: number,
): Promise<string> {
  const values: Omit<Tables['customers'], 'id' | 'portal_id' | 'firm_id' | 'tax_code'> = {
    external_id: declared.externalId ?? null,
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
  const row = await tx
    .insertInto('customers')
    .values({
      id: newId(),
      portal_id: firm.portalId,
      firm_id: firm.firmId,
      tax_code: declared.taxCode,
      ...values,
    })
    .onConflict((conflict) =>
      conflict.columns(['portal_id', 'firm_id', 'tax_code']).doUpdateSet(values),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

async function upsertLicense(
  tx: Tx,
  customerId: string,
  planId: string,
  expiry: string,
  now: number,
): Promise<void> {
  await tx
    .insertInto('licenses')
    .values({ id: newId(), customer_id: customerId, plan_id: planId, expiry, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('customer_id').doUpdateSet((set) => ({
        plan_id: set
          .case()
          .when('licenses.expiry', '<=', expiry)
          .then(planId)
          .else(set.ref('licenses.plan_id'))
          .end(),
        expiry: set
          .case()
          .when(
            set.and([
              set('licenses.expiry', '<', expiry),
              set.not(
                set.exists(
                  set
                    .selectFrom('payment_commitments')
                    .select('payment_commitments.order_line_id')
                    .whereRef('payment_commitments.license_id', '=', 'licenses.id')
                    .where('temporary_expiry', '=', expiry),
                ),
              ),
            ]),
          )
          .then(expiry)
          .else(set.ref('licenses.expiry'))
          .end(),
        updated_at: now,
      })),
    )
    .execute();
}
