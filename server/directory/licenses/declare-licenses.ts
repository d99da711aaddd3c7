import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import type { FiscalYearStart } from '../../../shared/fiscal-year.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { type DeclaredLicense, declaredChange, firstDays } from './declared-periods.ts';
import { type LicenseRow, readLicenses } from './license-standing.ts';
import {
  type EndedPeriod,
  isCommitted,
  type NewPeriod,
  readLivingPeriods,
  writePeriods,
} from './write-periods.ts';

/** A licence as the portal declares it, of a customer that is here. */
export interface LicenseOfCustomer extends DeclaredLicense {
  customerId: string;
  fiscalYearStart: FiscalYearStart;
  productId: string;
}

/**
 * Takes over licences from the portal: {@link declaredChange} says what its word changes. A list that repeats a
 * temporary expiry, which the portal had from us, does not make it a lasting one.
 */
export async function declareLicenses(
  tx: Tx,
  now: number,
  firm: { portalId: string; firmId: string },
  declared: readonly LicenseOfCustomer[],
): Promise<void> {
  const today = calendarDateAt(now);
  const known = await readLicenses(
    tx,
    declared.map(({ customerId }) => customerId),
    today,
  );
  const ids = [...known.values()].flat().map(({ id }) => id);
  const living = await readLivingPeriods(tx, ids);
  const temporary = await readTemporaryExpiries(tx, ids);
  const licenses: Tables['licenses'][] = [];
  const end: EndedPeriod[] = [];
  const add: NewPeriod[] = [];
  for (const each of declared) {
    const row = known.get(each.customerId)?.find((license) => isMeant(license, each));
    if (row === undefined) {
      const license = newLicense(firm, each, now);
      licenses.push(license);
      const days = firstDays(each.expiry, each.fiscalYearStart, today);
      add.push({ ...days, ...declaredPeriod(license.id, each) });
      continue;
    }
    const isRepeated = temporary.get(row.id)?.has(each.expiry) && each.expiry > row.expiry;
    const lasting = (living.get(row.id) ?? []).filter((period) => !isCommitted(period));
    const word = isRepeated ? { ...each, expiry: row.expiry } : each;
    const change = declaredChange(word, row, lasting, today);
    end.push(...change.end);
    add.push(...change.add.map((days) => ({ ...days, ...declaredPeriod(row.id, each) })));
  }
  await insertRows(tx, 'licenses', licenses);
  await writePeriods(tx, now, { end, add });
}

function isMeant(license: LicenseRow, declared: LicenseOfCustomer): boolean {
  return license.external_id === null && license.product_id === declared.productId;
}

function newLicense(
  firm: { portalId: string; firmId: string },
  { customerId, productId }: LicenseOfCustomer,
  now: number,
): Tables['licenses'] {
  return {
    id: newId(),
    portal_id: firm.portalId,
    firm_id: firm.firmId,
    customer_id: customerId,
    product_id: productId,
    external_id: null,
    updated_at: now,
  };
}

function declaredPeriod(licenseId: string, { planId, quantity }: LicenseOfCustomer) {
  const source = 'declared' as const;
  return { license_id: licenseId, plan_id: planId, quantity, source, order_line_id: null };
}

/** What commitments to pay have ever extended these licences to. */
async function readTemporaryExpiries(
  tx: Tx,
  licenseIds: readonly string[],
): Promise<Map<string, Set<CalendarDate>>> {
  const rows = await tx
    .selectFrom('payment_commitments')
    .select(['license_id', 'temporary_expiry'])
    .where(inList('license_id', licenseIds))
    .execute();
  const expiries = new Map<string, Set<CalendarDate>>();
  for (const row of rows) {
    const own = expiries.get(row.license_id) ?? new Set();
    expiries.set(row.license_id, own.add(row.temporary_expiry));
  }
  return expiries;
}
