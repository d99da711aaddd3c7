import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import type { FiscalYearStart } from '../../../shared/fiscal-year.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { updateRows } from '../../database/update-rows.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Firm } from '../../foundation/firm.ts';
import { correctionBy, firstPeriods, type PortalsWord, type SoldDays } from './declared-periods.ts';
import { type DeclaredIdentity, findDeclared, type NamedLicense } from './find-declared.ts';
import { type LicenseRow, readLicenses } from './license-standing.ts';
import {
  type EndedPeriod,
  isCommitted,
  type NewPeriod,
  readLivingPeriods,
  writePeriods,
} from './write-periods.ts';

/** A licence as the portal declares it, for an existing customer. */
export interface DeclaredLicense extends DeclaredIdentity {
  fiscalYearStart: FiscalYearStart;
  word: PortalsWord;
}

/**
 * Stores licences as the portal declares them: {@link correctionBy} decides the changes. A list that repeats a
 * temporary expiry, which the portal had from us, does not make it a lasting one.
 *
 * @throws DomainError INVALID_INPUT at a licence that is another customer's, or is ambiguous
 */
export async function declareLicenses(
  tx: Tx,
  now: number,
  firm: Firm,
  declarations: readonly DeclaredLicense[],
): Promise<void> {
  const today = calendarDateAt(now);
  const customerIds = [...new Set(declarations.map(({ customerId }) => customerId))];
  const known = await readLicenses(tx, customerIds, today);
  const named = await readNamed(
    tx,
    firm,
    declarations.flatMap(({ externalId }) => externalId ?? []),
  );
  const { found, problems } = findDeclared(declarations, known, named);
  if (problems.length > 0) throw new DomainError('INVALID_INPUT', { fieldProblems: problems });
  const ids = found.flatMap(({ row }) => row?.id ?? []);
  const living = await readLivingPeriods(tx, ids);
  const temporary = await readTemporaryExpiries(tx, ids);
  const licenses: Tables['licenses'][] = [];
  const end: EndedPeriod[] = [];
  const add: NewPeriod[] = [];
  for (const { declared, row } of found) {
    if (row === null) {
      const license = newLicense(firm, declared, now);
      licenses.push(license);
      const periods = firstPeriods(declared.word, declared.fiscalYearStart, today);
      add.push(...periods.map((days) => declaredPeriod(license.id, days)));
      continue;
    }
    const lasting = (living.get(row.id) ?? []).filter((period) => !isCommitted(period));
    const word = withoutExtension(declared.word, row, temporary);
    const correction = correctionBy(word, row, lasting, today);
    end.push(...correction.end);
    add.push(...correction.add.map((days) => declaredPeriod(row.id, days)));
  }
  await nameLicenses(tx, now, found);
  await insertRows(tx, 'licenses', licenses);
  await writePeriods(tx, now, { end, add });
}

async function readNamed(
  tx: Tx,
  firm: Firm,
  externalIds: readonly string[],
): Promise<Map<string, NamedLicense>> {
  const rows = await tx
    .selectFrom('licenses')
    .innerJoin('customers', 'customers.id', 'customer_id')
    .select(['licenses.external_id', 'customer_id', 'customers.external_id as owner', 'name'])
    .where('licenses.portal_id', '=', firm.portalId)
    .where('licenses.firm_id', '=', firm.firmId)
    .where('licenses.external_id', 'is not', null)
    .where(inList('licenses.external_id', externalIds))
    .execute();
  return new Map(
    rows.map((row): [string, NamedLicense] => [
      row.external_id ?? '',
      { customerId: row.customer_id, customer: { externalId: row.owner, name: row.name } },
    ]),
  );
}

/** Gives licences without the portal's id the one that it now gives. */
async function nameLicenses(
  tx: Tx,
  now: number,
  found: readonly { declared: DeclaredLicense; row: LicenseRow | null }[],
): Promise<void> {
  const named = found.flatMap(({ declared: { externalId }, row }) =>
    row === null || row.external_id !== null || externalId === undefined
      ? []
      : [{ id: row.id, external_id: externalId, updated_at: now }],
  );
  await updateRows(tx, 'licenses', named);
}

function newLicense(firm: Firm, declared: DeclaredLicense, now: number): Tables['licenses'] {
  return {
    id: newId(),
    portal_id: firm.portalId,
    firm_id: firm.firmId,
    customer_id: declared.customerId,
    product_id: declared.productId,
    external_id: declared.externalId ?? null,
    updated_at: now,
  };
}

function declaredPeriod(licenseId: string, days: SoldDays): NewPeriod {
  return { ...days, license_id: licenseId, source: 'declared', order_line_id: null };
}

/** The expiry of a commitment is not the portal's own declaration. */
function withoutExtension(
  word: PortalsWord,
  row: LicenseRow,
  temporary: ReadonlyMap<string, ReadonlySet<CalendarDate>>,
): PortalsWord {
  if ('periods' in word || word.expiry <= row.expiry) return word;
  return temporary.get(row.id)?.has(word.expiry) ? { ...word, expiry: row.expiry } : word;
}

/** The temporary expiries that commitments have ever given these licences. */
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
