import type { Customer } from '../../../shared/schemas/customer.ts';
import { foldText, searchWords } from '../../../shared/search-text.ts';

/**
 * The former tax code by which a search found a customer, typed in any notation; null if the present
 * code or the name was found.
 */
export function formerCodeFound(
  { taxCode, name, formerTaxCodes = [] }: Pick<Customer, 'taxCode' | 'name' | 'formerTaxCodes'>,
  typed: string,
): string | null {
  const present = `${taxCode} ${foldText(name)}`;
  const words = searchWords(typed).filter((word) => !present.includes(word));
  return formerTaxCodes.find((code) => words.some((word) => code.includes(word))) ?? null;
}
