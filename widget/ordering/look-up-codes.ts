import { LIMITS } from '../../shared/limits.ts';
import type { LookUpResult } from '../../shared/schemas/customer.ts';
import type { FormSession } from '../api/session.ts';

/**
 * The customers with these tax codes, in one call and in the order given. A text longer than any code is
 * not sent: the server would refuse all for its sake.
 */
export async function lookUpCodes(
  { api }: FormSession,
  texts: readonly string[],
): Promise<LookUpResult['results']> {
  const isSendable = (text: string) => text.length <= LIMITS.externalId;
  const taxCodes = texts.filter(isSendable);
  const { results } = taxCodes.length
    ? await api.customers.lookUp.query({ taxCodes })
    : { results: [] };
  const answers = results.values();
  return texts.map((text) => {
    const answer = isSendable(text) ? answers.next().value : undefined;
    return answer ?? { outcome: 'invalid', taxCode: text };
  });
}
