import type { RenewalErrorDetail } from '../../error-codes.ts';

/** Marks a licence's id; no tax code and no customer's id begins with it. */
const MARK = 'license\n';

/** The choice of a licence by the portal's id, as it stands among the codes of chosen customers. */
export function licenseChoice(externalId: string): string {
  return MARK + externalId;
}

/** The portal's id of a chosen licence; null: the choice is a customer's code. */
export function chosenLicense(choice: string): string | null {
  return choice.startsWith(MARK) ? choice.slice(MARK.length) : null;
}

/** The most ids named in one message. */
const NAMED_IDS = 10;

/** The error event's detail for ids that are no licence of the firm. */
export function unknownLicenses(externalIds: readonly string[]): RenewalErrorDetail {
  const named = externalIds.slice(0, NAMED_IDS).join(', ');
  const more = externalIds.length > NAMED_IDS ? ', …' : '';
  const message = `licenses: the firm has no licence ${named}${more}.`;
  return { code: 'INVALID_PROPERTY', details: { property: 'licenses', message } };
}
