import type { RenewalErrorDetail } from '../../error-codes.ts';

/** What no tax code and no id of a customer begins with. */
const MARK = 'license\n';

/** A licence that the host has chosen, by the portal's own id, among the codes of customers that it has chosen. */
export function licenseChoice(externalId: string): string {
  return MARK + externalId;
}

/** The portal's id of a chosen licence; null: the choice is a customer's code. */
export function chosenLicense(choice: string): string | null {
  return choice.startsWith(MARK) ? choice.slice(MARK.length) : null;
}

/** The most ids named in one message. */
const NAMED_IDS = 10;

/** Told to the host of ids that no licence of the firm has. */
export function unknownLicenses(externalIds: readonly string[]): RenewalErrorDetail {
  const named = externalIds.slice(0, NAMED_IDS).join(', ');
  const more = externalIds.length > NAMED_IDS ? ', …' : '';
  const message = `licenses: the firm has no licence ${named}${more}.`;
  return { code: 'INVALID_PROPERTY', details: { property: 'licenses', message } };
}
