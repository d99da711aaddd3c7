import { LIMITS } from '../../../shared/limits.ts';
import type { LookUpResult, NameLookUp } from '../../../shared/schemas/customer.ts';
import type { Session } from '../../api/session.ts';
import type { LineChoice, ReadLine } from '../paste/choose-pasted.ts';
import type { Roles } from './reading/recognise-columns.ts';

type NameResult = NameLookUp['results'][number];

/** Customers that have a line's name. */
export type Alike = Extract<NameResult, { outcome: 'several' }>;

/** Outcome of a line of a list, whose customer may be found by its name. */
export type ListChoice =
  | LineChoice
  | { kind: 'byName'; results: LookUpResult['results'] }
  /** The line says that its customer is not to be renewed. */
  | { kind: 'notRenewed' }
  | { kind: 'alike'; alike: Alike }
  | { kind: 'unknownName' };

/** A number as a spreadsheet saves it after rounding; an error of a formula; words without a number ("chưa có"). */
const NO_CODE = /^(\d[.,]\d+E\+?\d+|#.*|\D+)$/i;

/** The name by which a line's customer is looked up: only where its code says nothing. */
export function nameToLookUp(
  { line: { cells } }: ReadLine,
  choice: LineChoice,
  { code, name }: Roles,
): string | undefined {
  const isFound = choice.kind === 'results' && choice.results[0]?.outcome === 'found';
  if (isFound || choice.kind === 'skipped' || name === undefined) return undefined;
  // A wrong code still counts as meant; numbers in other columns, such as telephones, do not.
  if (code !== undefined && cells[code] && !NO_CODE.test(cells[code])) return undefined;
  const text = cells[name] ?? '';
  return /\p{L}/u.test(text) && text.length <= LIMITS.name ? text : undefined;
}

export function chosenByName(result: NameResult): ListChoice {
  if (result.outcome === 'unknown') return { kind: 'unknownName' };
  if (result.outcome === 'several') return { kind: 'alike', alike: result };
  const { customer } = result;
  const { taxCode } = customer;
  return {
    kind: 'byName',
    results: [{ outcome: 'found', taxCode, customer, formerTaxCode: null }],
  };
}

/** Looks up customers by whole names, no longer than a name can be, in as few calls as the server allows. */
export async function lookUpNames(
  { api }: Pick<Session, 'api'>,
  names: readonly string[],
): Promise<NameLookUp['results']> {
  const found: NameLookUp['results'] = [];
  for (let from = 0; from < names.length; from += LIMITS.lookUpTaxCodes) {
    const part = names.slice(from, from + LIMITS.lookUpTaxCodes);
    found.push(...(await api.customers.lookUpNames.query({ names: part })).results);
  }
  return found;
}
