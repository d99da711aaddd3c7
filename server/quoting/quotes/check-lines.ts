import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import type { Surroundings } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import { together } from '../../database/together.ts';
import { readPricedPlans } from '../../directory/catalog/plans.ts';
import { readPresentCustomers, toDetails } from '../../directory/customers/customer-rows.ts';
import { presentIdsOf } from '../../directory/customers/present-ids.ts';
import { readLicensesToRenew } from '../../directory/licenses/license-standing.ts';
import type { Firm } from '../../foundation/firm.ts';
import { breathe, inSlices, SLICE } from '../../limits/fair-turns.ts';
import { checkLine } from './check-line.ts';
import type { CheckedLine, LineFacts, UnpaidLine } from './checked-line.ts';
import type { LineRequest } from './line-request.ts';
import type { PriceGuarantee } from './price-guarantee.ts';

/**
 * Checks, row by row, what can be ordered, regardless of price. A quotation guarantees plans and prices, not licences,
 * whose rules apply to its lines, too.
 */
export async function checkLines(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  requests: readonly LineRequest[],
  quotation: PriceGuarantee | null,
): Promise<{ lines: CheckedLine[]; problems: RowProblem[] }> {
  const today = calendarDateAt(context.now());
  const asked = [...new Set(requests.map((request) => request.customerId))];
  const [presentId, ofAsked] = await together(
    presentIdsOf(reader, firm, asked),
    readFound(reader, firm, asked, today),
  );
  const ids = [...new Set(asked.map(presentId))];
  // Few forms name a customer that has been merged since.
  const isAsked = ids.every((id, index) => id === asked[index]);
  const found = isAsked ? ofAsked : await readFound(reader, firm, ids, today);
  const facts: LineFacts = {
    customers: new Map(found.customers.map((each) => [each.customer.id, each])),
    plans: quotation ? new Map() : await readPricedPlans(reader, firm.portalId),
    quotation,
    unpaid: unpaidOf(found.claims),
    taken: new Set(),
    choices: new Map(),
    today,
  };
  const problems: RowProblem[] = [];
  const lines: CheckedLine[] = [];
  for (const [row, request] of requests.entries()) {
    if (row % SLICE === SLICE - 1) await breathe();
    const customerId = presentId(request.customerId);
    const checked = checkLine(row, { ...request, customerId }, facts);
    if ('code' in checked) problems.push(checked);
    else lines.push(checked);
  }
  return { lines, problems };
}

/** Customers with their licences, and the fiscal years of these that are on a live order. */
async function readFound(reader: Reader, firm: Firm, ids: readonly string[], today: CalendarDate) {
  // In slices, so that a large order delays nobody else for long.
  const slices = await inSlices(ids, async (slice) => {
    const [rows, licenses, claims] = await together(
      readPresentCustomers(reader, firm, slice),
      readLicensesToRenew(reader, slice, today),
      readClaims(reader, { customerIds: slice }),
    );
    const customers = rows.map((row) => ({
      customer: toDetails(row),
      licenses: licenses.get(row.id) ?? [],
    }));
    return [{ customers, claims }];
  });
  return {
    customers: slices.flatMap(({ customers }) => customers),
    claims: slices.flatMap(({ claims }) => claims),
  };
}

const readClaims = prepared((reader, { customerIds }: { customerIds: readonly string[] }) =>
  reader
    .selectFrom('licenses')
    .innerJoin('fiscal_year_claims', 'fiscal_year_claims.license_id', 'licenses.id')
    .innerJoin('order_lines', 'order_lines.id', 'fiscal_year_claims.order_line_id')
    .innerJoin('orders', 'orders.id', 'order_lines.order_id')
    .select(['fiscal_year_claims.license_id', 'fiscal_year', 'orders.id', 'orders.number'])
    .where(inList('licenses.customer_id', customerIds))
    .orderBy('fiscal_year'),
);

/** The unpaid lines of licences, and the fiscal years they have claimed. */
function unpaidOf(claims: Awaited<ReturnType<typeof readClaims>>): Map<string, UnpaidLine> {
  const unpaid = new Map<string, UnpaidLine & { fiscalYears: number[] }>();
  for (const { license_id: licenseId, fiscal_year: year, id, number } of claims) {
    const known = unpaid.get(licenseId);
    if (known) known.fiscalYears.push(year);
    else unpaid.set(licenseId, { orderId: id, orderNumber: number, fiscalYears: [year] });
  }
  return unpaid;
}
