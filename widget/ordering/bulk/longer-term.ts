import { daysGainedBy, defaultFiscalYear, isShortGain } from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { DraftRow } from '../draft/draft.ts';
import { situationOf, type Terms } from '../rows/row-term.ts';

/**
 * The shortest term with which a row adds six months: from the default year on, with as many years as needed, and no
 * fewer than chosen. Null where there is none.
 */
export function longerTerm(
  terms: Terms,
  row: DraftRow,
): Pick<DraftRow, 'firstFiscalYear' | 'years'> | null {
  const situation = situationOf(terms, row);
  if (!situation) return null;
  const firstFiscalYear = defaultFiscalYear(situation).fiscalYear;
  for (let { years } = row; years <= LIMITS.years; years++) {
    const last = firstFiscalYear + years - 1;
    if (!isShortGain(daysGainedBy(last, situation))) return { firstFiscalYear, years };
  }
  return null;
}
