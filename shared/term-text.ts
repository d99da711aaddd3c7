import { formatFiscalYears } from './fiscal-year.ts';
import type { TermRule } from './license-term.ts';

type Say = (
  key: 'term.fiscalYear' | 'term.duration' | 'term.years',
  values?: Record<string, string | number>,
) => string;

/** The term that a line pays for. An anniversary term has no fiscal year, only years from its expiry. */
export interface Term {
  termRule: TermRule;
  firstFiscalYear: number;
  years: number;
}

/** A label and its value: `Năm tài chính`, `2027–2028`; or `Thời hạn`, `2 năm`. */
export function termFact(say: Say, term: Term): [name: string, value: string] {
  return term.termRule === 'anniversary'
    ? [say('term.duration'), say('term.years', { years: term.years })]
    : [say('term.fiscalYear'), formatFiscalYears(term.firstFiscalYear, term.years)];
}

/** Label and value in one text. */
export function termText(say: Say, term: Term): string {
  return termFact(say, term).join(' ');
}

/** A table's column of terms: its heading, and the text of each cell. */
export interface TermColumn {
  name: string;
  textOf(term: Term): string;
}

/** The column heading of a table of terms: in a mixed table, each row names its kind. */
export function termColumn(say: Say, terms: readonly Term[]): TermColumn {
  const names = new Set(terms.map((term) => termFact(say, term)[0]));
  const [name = say('term.fiscalYear')] = names;
  if (names.size > 1) return { name: say('term.duration'), textOf: (term) => termText(say, term) };
  return { name, textOf: (term) => termFact(say, term)[1] };
}
