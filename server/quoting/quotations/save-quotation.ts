import { addDays, calendarDateAt } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Quotation, SaveQuotationInput } from '../../../shared/schemas/quotation.ts';
import { quotationUrl } from '../../addresses/document-urls.ts';
import { audit } from '../../announce/audit.ts';
import type { Actor, Context, Surroundings } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { declareFirm } from '../../directory/customers/declare-customers.ts';
import { lastPlanOf, productOf } from '../../directory/licenses/license-standing.ts';
import { sellerOf } from '../../directory/portals/seller.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import {
  type QuotationContent,
  type QuotationLine,
  quotationColumn,
} from '../quotes/quotation-content.ts';
import { type QuotedLine, type QuotedLines, quoteLines } from '../quotes/quote-lines.ts';
import { checkQuota } from './quotation-quota.ts';

/**
 * Stores today's prices of these lines, to be printed, and to be ordered while it is valid. The same unchanged request
 * on the same day, as by a second click, returns the same quotation.
 *
 * @throws DomainError ORDER_LINES_REJECTED with the rows, CODE_REJECTED with why, or TOO_MANY_REQUESTS
 */
export async function saveQuotation(
  context: Context,
  actor: Actor,
  input: SaveQuotationInput,
): Promise<Quotation> {
  const quotation = await inTransaction(context, async (work) => {
    const { tx } = work;
    const today = calendarDateAt(work.now());
    const { discountCode } = input;
    const quoted = await quoteLines(work, tx, actor, input.lines, { discountCode });
    if (quoted.problems.length > 0) {
      throw new DomainError('ORDER_LINES_REJECTED', { rowProblems: quoted.problems });
    }
    if (quoted.codeProblem !== null) {
      throw new DomainError('CODE_REJECTED', { codeProblem: quoted.codeProblem });
    }
    const content = contentFrom(work, actor, input.buyerName || actor.firmName, quoted);
    const validUntil = addDays(today, LIMITS.quotationDays);
    const latest = await readLatest(tx, actor);
    const same =
      latest?.content === quotationColumn.encode(content) && latest.valid_until === validUntil;
    if (same) return latest;
    await checkQuota(tx, actor, content.lines.length, work.now());
    return await store(work, actor, content, validUntil);
  });
  return {
    id: quotation.id,
    number: quotation.number,
    url: quotationUrl(context, quotation.id),
    validUntil: quotation.valid_until,
    total: quotation.total,
  };
}

function contentFrom(
  context: Surroundings,
  actor: Actor,
  buyer: string,
  quoted: QuotedLines,
): QuotationContent {
  const { name: seller, ...sellerDetails } = sellerOf(context.config, actor.portalName);
  return {
    seller,
    sellerDetails,
    firm: actor.firmName,
    buyer,
    discountRate: quoted.discountRate,
    ...quoted.terms,
    lines: quoted.lines.map(toLine),
    totals: quoted.totals,
  };
}

function toLine({ customer, license, plan, ...line }: QuotedLine): QuotationLine {
  return {
    customerId: customer.id,
    licenseId: license.id,
    licenseExternalId: license.external_id,
    isOneOfSeveral: line.isOneOfSeveral,
    quantity: line.quantity,
    presentQuantity: license.last_quantity,
    product: productOf(license),
    taxCode: customer.taxCode,
    customerName: customer.name,
    plan: {
      id: plan.id,
      code: plan.code,
      name_vi: plan.name_vi,
      name_en: plan.name_en,
      term_rule: plan.term_rule,
      vat_rate: plan.vat_rate,
      minimum_gain: plan.minimum_gain,
      customer_kinds: plan.customer_kinds,
      proration: plan.proration,
      lapsed: plan.lapsed,
      product_id: plan.product_id,
      per_user: plan.per_user,
      allows_gap: plan.allows_gap,
    },
    firstFiscalYear: line.firstFiscalYear,
    years: line.years,
    newExpiry: line.newExpiry,
    presentPlan: lastPlanOf(license),
    presentExpiry: license.expiry,
    daysGained: line.daysGained,
    firstDay: line.firstDay,
    parts: line.parts,
    until: line.until,
    price: line.price,
    taken: line.taken,
  };
}

async function readLatest(tx: Tx, actor: Actor): Promise<Tables['quotations'] | undefined> {
  return await tx
    .selectFrom('quotations')
    .selectAll()
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function store(
  work: Work,
  actor: Actor,
  content: QuotationContent,
  validUntil: string,
): Promise<Tables['quotations']> {
  const { tx } = work;
  const now = work.now();
  const { portalId, firmId } = actor;
  const quotation = {
    id: newId(),
    portal_id: portalId,
    firm_id: firmId,
    number: await nextQuotationNumber(tx, portalId),
    accountant_id: actor.accountantId,
    accountant_name: actor.name,
    buyer_name: content.buyer,
    line_count: content.lines.length,
    content: quotationColumn.encode(content),
    total: content.totals.total,
    valid_until: validUntil,
    created_at: now,
  };
  await declareFirm(tx, actor);
  await tx.insertInto('quotations').values(quotation).execute();
  await audit(work, {
    portalId,
    firmId,
    actor: actor.accountantId,
    action: 'quotation.saved',
    subjectId: quotation.id,
    details: { number: quotation.number, total: quotation.total },
  });
  return quotation;
}

/** Without a gap in a portal, as order numbers are. */
async function nextQuotationNumber(tx: Tx, portalId: string): Promise<string> {
  const portal = await tx
    .updateTable('portals')
    .set((set) => ({ next_quotation_number: set('next_quotation_number', '+', 1) }))
    .where('id', '=', portalId)
    .returning('next_quotation_number')
    .executeTakeFirstOrThrow();
  return `BG${String(portal.next_quotation_number - 1).padStart(6, '0')}`;
}
