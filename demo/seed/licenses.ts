import { addDays, type CalendarDate } from '../../shared/calendar-date.ts';
import { type FiscalYearStart, fiscalYearOf, fiscalYearPeriod } from '../../shared/fiscal-year.ts';
import type { LicenseDeclaration } from '../../shared/schemas/customer.ts';

/** A customer of the demo, as far as its licences depend on it. */
export interface LicenseOwner {
  /** Place in the firm's list; the first twenty have the one licence that the journeys renew. */
  index: number;
  firmNumber: number;
  externalId: string;
  isHousehold: boolean;
  fiscalYearStart: FiscalYearStart;
}

/** Days from today to the expiry of a licence that does not end with a fiscal year. */
const ODD_DAYS_LEFT = [-40, 12, 75, -5, 28, 150, 55, 3, 88, -200, 45, 20, 230, 62, 30, 84];

const WITHOUT_LICENSE = 41;
/** The customers before it have one licence each. */
const FIRST_WITH_SEVERAL = 20;
const WITH_TWO_SIGNATURES = 58;

/** None, one, two or three licences of a customer, each with an id of the portal's. */
export function makeLicenses(owner: LicenseOwner, today: CalendarDate): LicenseDeclaration[] {
  const { index } = owner;
  if (index === WITHOUT_LICENSE) return [];
  const licenses = [accounting(owner, today)];
  if (index < FIRST_WITH_SEVERAL) return licenses;
  if (index === WITH_TWO_SIGNATURES) {
    return [...licenses, signature(owner, today, 1), signature(owner, today, 2)];
  }
  if ([3, 8].includes(index % 10)) licenses.push(invoicing(owner, today));
  if ([5, 8].includes(index % 10)) licenses.push(signature(owner, today, 1));
  return licenses;
}

function accounting(owner: LicenseOwner, today: CalendarDate): LicenseDeclaration {
  const { index, externalId, isHousehold } = owner;
  const company = index >= FIRST_WITH_SEVERAL && index % 5 === 2 ? 'ASP-DN-THANG' : 'ASP-DN';
  const planCode = isHousehold ? 'ASP-HKD' : company;
  return { externalId: `${externalId}-ASP`, planCode, expiry: accountingExpiry(owner, today) };
}

/** Most licences end with the fiscal year of today, the one before or the one after; some on another day. */
function accountingExpiry(owner: LicenseOwner, today: CalendarDate): CalendarDate {
  const { index, firmNumber } = owner;
  if (index % 6 === 2) {
    return addDays(today, ODD_DAYS_LEFT[(index + firmNumber * 3) % ODD_DAYS_LEFT.length] ?? 0);
  }
  if (index % 10 === 6) return yearOf(owner, today, -1).last;
  return yearOf(owner, today, index >= FIRST_WITH_SEVERAL && index % 10 === 4 ? 1 : 0).last;
}

/** Sold by user. Every other customer has paid for two more users from the next fiscal year on. */
function invoicing(owner: LicenseOwner, today: CalendarDate): LicenseDeclaration {
  const { index, externalId } = owner;
  const license = { externalId: `${externalId}-HD` };
  const planCode = 'MEINVOICE-ND';
  const quantity = 2 + (index % 4);
  const present = yearOf(owner, today, 0);
  if (index % 20 >= 10) return { ...license, planCode, quantity, expiry: present.last };
  const next = yearOf(owner, today, 1);
  const periods = [
    { planCode, quantity, firstDay: present.first, lastDay: present.last },
    { planCode, quantity: quantity + 2, firstDay: next.first, lastDay: next.last },
  ];
  return { ...license, periods };
}

/** Runs for years from the day on which it was bought. */
function signature(owner: LicenseOwner, today: CalendarDate, number: number): LicenseDeclaration {
  const { index, externalId } = owner;
  const expiry = addDays(today, (index * 17 + number * 29) % 300);
  return { externalId: `${externalId}-CKS${number}`, planCode: 'CKS-1', expiry };
}

function yearOf({ fiscalYearStart }: LicenseOwner, today: CalendarDate, later: number) {
  return fiscalYearPeriod(fiscalYearOf(today, fiscalYearStart) + later, fiscalYearStart);
}
