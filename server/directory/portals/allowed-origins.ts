import type { Context } from '../../context/context.ts';
import { originsColumn } from '../../database/json-column.ts';

/**
 * Whether some portal's pages come from this origin. It reads all portals, so for refusals alone: whether the origin is
 * the token's own portal's is checked with the token, in {@link verifySignInToken}.
 */
export async function isAllowedOrigin(context: Context, origin: string): Promise<boolean> {
  const portals = await context.db.selectFrom('portals').select('origins').execute();
  return portals.some((portal) => originsColumn.decode(portal.origins).includes(origin));
}
