import { LIMITS } from '../../../shared/limits.ts';
import type { DraftDetails } from '../../../shared/schemas/draft.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { Reordered } from '../../orders-list/order/reordered.ts';
import type { Draft } from '../draft/draft.ts';
import { withLicensesLookedUp, withLookedUp } from '../draft/draft-customers.ts';
import { chosenLicense } from '../draft/license-choice.ts';
import { lookUpCodes, lookUpLicenses } from '../draft/look-up-codes.ts';
import type { Listed } from './read-customers.ts';

/** The basis of a new draft. */
export interface Beginning {
  /** Codes of customers, and choices of licences. */
  chosen: readonly string[];
  /** Whether the chosen ones are added to the present rows. */
  keepsRows?: boolean;
  /** Nothing is chosen, and nothing stored in this browser: continues the draft saved last elsewhere. */
  goesOn?: boolean;
}

export interface Filled {
  draft: Draft;
  /** The host's list that is too long for one order; null when both fit. */
  tooMany: Listed | null;
  /** Ids of chosen licences that the firm does not have. */
  unknownLicenses: readonly string[];
  /** The draft's state on the server; none: it is new. */
  details?: DraftDetails;
}

/**
 * The draft with the chosen customers and licences added to its rows, or with the lines that are ordered again.
 *
 * @param shown the draft as it is once the chosen ones have been looked up
 */
export async function fillDraft(
  signIn: FormSignIn,
  shown: () => Draft,
  reordered: Reordered | null,
  { chosen, keepsRows, goesOn }: Beginning,
): Promise<Filled> {
  if (goesOn) {
    const { readLatest } = await import('../drafts/read-latest.ts');
    const latest = await readLatest(signIn);
    if (latest) return { ...latest, tooMany: null, unknownLicenses: [] };
  }
  const taken = chosen.slice(0, LIMITS.orderLines);
  const codes = taken.filter((choice) => chosenLicense(choice) === null);
  const ids = taken.flatMap((choice) => chosenLicense(choice) ?? []);
  const [results, licenses] = await Promise.all([
    lookUpCodes(signIn, codes),
    lookUpLicenses(signIn, ids),
  ]);
  const unknown = licenses.filter(({ outcome }) => outcome === 'unknown');
  const unknownLicenses = unknown.map(({ externalId }) => externalId);
  if (!reordered || keepsRows) {
    const { draft } = withLookedUp(shown(), results);
    const filled = withLicensesLookedUp(draft, licenses);
    return { draft: filled, tooMany: tooLong(chosen, draft, filled), unknownLicenses };
  }
  const { orderToDraft } = await import('./reorder-draft.ts');
  const filled = orderToDraft(reordered.order, results, signIn);
  return { draft: filled, tooMany: tooLong(chosen, filled, filled), unknownLicenses };
}

/**
 * The host's list that does not fit into one order: customers are added first, licences after them.
 *
 * @param ofCustomers the draft before the licences were added
 */
function tooLong(chosen: readonly string[], ofCustomers: Draft, filled: Draft): Listed | null {
  const most = LIMITS.orderLines;
  if (ofCustomers.rows.length > most) return 'customers';
  const [beyond] = chosen.slice(most);
  if (beyond !== undefined) return chosenLicense(beyond) === null ? 'customers' : 'licenses';
  return filled.rows.length > most ? 'licenses' : null;
}
