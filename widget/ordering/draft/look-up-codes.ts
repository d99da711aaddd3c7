import { LIMITS } from '../../../shared/limits.ts';
import type { LicenseLookUp, LookUpResult } from '../../../shared/schemas/customer.ts';
import type { Session } from '../../api/session.ts';

/**
 * Looks up customers by tax code, in one call and in the given order. A text longer than any code is not sent: the
 * server would refuse the whole call because of it.
 */
export async function lookUpCodes(
  { api }: Pick<Session, 'api'>,
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

/** Looks up licences by the portal's ids, in the order given; a text longer than any id is not sent. */
export async function lookUpLicenses(
  { api }: Pick<Session, 'api'>,
  externalIds: readonly string[],
): Promise<LicenseLookUp['results']> {
  const sent = externalIds.filter((id) => id.length <= LIMITS.externalId);
  const { results } = sent.length
    ? await api.customers.lookUpLicenses.query({ externalIds: sent })
    : { results: [] };
  const byId = new Map(results.map((result) => [result.externalId, result]));
  return externalIds.map(
    (externalId) => byId.get(externalId) ?? { outcome: 'unknown', externalId },
  );
}
