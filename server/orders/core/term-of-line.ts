import type { Term } from '../../../shared/term-text.ts';
import type { Tables } from '../../database/tables.ts';

/** An order line's term, for its texts. */
export function termOfLine(
  line: Pick<Tables['order_lines'], 'term_rule' | 'first_fiscal_year' | 'years'>,
): Term {
  return { termRule: line.term_rule, firstFiscalYear: line.first_fiscal_year, years: line.years };
}
