import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { normalizeCode } from '../../../shared/discount-code.ts';
import type { Surroundings } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import { presentIdsOf } from '../../directory/customers/present-ids.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Firm } from '../../foundation/firm.ts';
import type { LineRequest, PriceTerms } from './line-request.ts';
import {
  isSameRenewal,
  type QuotationContent,
  type QuotationLine,
  quotationColumn,
} from './quotation-content.ts';

/** A valid quotation that these lines match. */
export interface PriceGuarantee {
  content: QuotationContent;
  lineOf(request: LineRequest): QuotationLine | undefined;
}

/**
 * The quotation that guarantees the price of these lines; null when none is named. The lines must be its own, in any
 * sequence, and so must a code that is named besides.
 *
 * @throws DomainError NOT_FOUND, also for another firm's; QUOTATION_EXPIRED from the day after its last; QUOTATION_USED
 *   while an order has it; QUOTATION_DIFFERS
 */
export async function findPriceGuarantee(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  requests: readonly LineRequest[],
  terms: PriceTerms,
): Promise<PriceGuarantee | null> {
  if (terms.quotationId === undefined) return null;
  const quotation = await findQuotation(reader, firm, terms.quotationId);
  if (calendarDateAt(context.now()) > quotation.valid_until) {
    throw new DomainError('QUOTATION_EXPIRED');
  }
  if (await isUsed(reader, quotation.id)) throw new DomainError('QUOTATION_USED');
  const content = quotationColumn.decode(quotation.content);
  const presentId = await presentIdsOf(
    reader,
    firm,
    [...content.lines, ...requests].map(({ customerId }) => customerId),
  );
  const byCustomer = Map.groupBy(content.lines, ({ customerId }) => presentId(customerId));
  const lineOf = (request: LineRequest) =>
    byCustomer.get(presentId(request.customerId))?.find((line) => isSameRenewal(line, request));
  const matched = new Set(requests.map(lineOf));
  const same = !matched.has(undefined) && matched.size === content.lines.length;
  if (!same || requests.length !== content.lines.length || !hasCode(content, terms.discountCode)) {
    throw new DomainError('QUOTATION_DIFFERS');
  }
  return { content, lineOf };
}

/** @throws DomainError NOT_FOUND, also for another firm's */
async function findQuotation(
  reader: Reader,
  firm: Firm,
  quotationId: string,
): Promise<Tables['quotations']> {
  const quotation = await reader
    .selectFrom('quotations')
    .selectAll()
    .where('id', '=', quotationId)
    .where('portal_id', '=', firm.portalId)
    .where('firm_id', '=', firm.firmId)
    .executeTakeFirst();
  if (quotation === undefined) throw new DomainError('NOT_FOUND');
  return quotation;
}

/**
 * Whether an order with a paid or unpaid line has it: an order that was paid in part and then closed has had its price,
 * and late money may revive another. The index orders_by_quotation prevents two open ones.
 */
async function isUsed(reader: Reader, quotationId: string): Promise<boolean> {
  const order = await reader
    .selectFrom('orders')
    .select('id')
    .where('quotation_id', '=', quotationId)
    .where('state', '<>', 'cancelled')
    .executeTakeFirst();
  return order !== undefined;
}

function hasCode(content: QuotationContent, typed: string | undefined): boolean {
  const code = normalizeCode(typed ?? '');
  return code === '' || content.rules.some((rule) => rule.code === code);
}
