import { defaultFiscalYear } from '../../../shared/license-term.ts';
import type { DraftRow } from '../draft/draft.ts';
import { situationOf, type Terms } from './row-term.ts';

/** Updates a row to its licence's present expiry, with the default year that follows from it. */
export function withExpiry(terms: Terms, row: DraftRow, expiry: string): Partial<DraftRow> {
  if (!row.customer) return {};
  const licenses = row.customer.licenses.map((license) =>
    license.id === row.licenseId ? { ...license, expiry } : license,
  );
  const customer = { ...row.customer, licenses };
  const situation = situationOf(terms, { ...row, customer });
  return situation
    ? { customer, firstFiscalYear: defaultFiscalYear(situation).fiscalYear }
    : { customer };
}
