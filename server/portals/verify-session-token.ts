import { decodeJwt, errors, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { LIMITS } from '../../shared/limits.ts';
import { codeTextSchema, emailSchema, requiredTextSchema } from '../../shared/schemas/common.ts';
import type { Actor } from '../context.ts';
import type { Db } from '../database/open.ts';
import { DomainError } from '../domain-error.ts';

const id = z.string().check(z.minLength(1), z.maxLength(100));
const name = requiredTextSchema(LIMITS.name);

const claimsSchema = z.object({
  iss: id,
  sub: id,
  firm: z.object({ id, name }),
  name,
  email: emailSchema,
  phone: z._default(codeTextSchema(LIMITS.phone), ''),
  iat: z.number(),
  exp: z.number(),
});

/** The longest life of a token, in seconds, and the clock difference that is forgiven. */
const MAX_LIFE = 3_600;
const CLOCK_TOLERANCE = 30;
const MAX_LENGTH = 4_096;

/**
 * Tells who is asking by the session token (JWT, HS256) that the portal's backend signed: `iss` the
 * portal, `sub` the accountant, `firm`, `name`, `email`, at most an hour.
 *
 * @param origin the page's origin, when a browser sends it: it must be one of the portal's
 * @throws DomainError UNAUTHENTICATED, TOKEN_EXPIRED or ORIGIN_NOT_ALLOWED
 */
export async function verifySessionToken(
  db: Db,
  token: string,
  origin: string | undefined,
  now: number,
): Promise<Actor> {
  const portal = await findPortal(db, token);
  const claims = await verifiedClaims(token, portal.secret, now);
  const origins: unknown = JSON.parse(portal.origins);
  if (origin !== undefined && !(Array.isArray(origins) && origins.includes(origin))) {
    throw new DomainError('ORIGIN_NOT_ALLOWED');
  }
  return {
    portalId: portal.id,
    portalName: portal.name,
    firmId: claims.firm.id,
    firmName: claims.firm.name,
    accountantId: claims.sub,
    name: claims.name,
    email: claims.email,
    phone: claims.phone,
    until: (claims.exp + CLOCK_TOLERANCE) * 1_000,
  };
}

async function findPortal(db: Db, token: string) {
  const issuer = token.length <= MAX_LENGTH ? issuerOf(token) : undefined;
  if (issuer === undefined) throw new DomainError('UNAUTHENTICATED');
  const portal = await db
    .selectFrom('portals')
    .select(['id', 'name', 'secret', 'origins'])
    .where('id', '=', issuer)
    .executeTakeFirst();
  if (portal === undefined) throw new DomainError('UNAUTHENTICATED');
  return portal;
}

/** Not verified yet, so of any type: it only tells which portal's key to try. */
function issuerOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt<{ iss: unknown }>(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

async function verifiedClaims(token: string, secret: string, now: number) {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(now),
    });
    const claims = claimsSchema.parse(payload);
    if (claims.exp - claims.iat > MAX_LIFE) throw new DomainError('UNAUTHENTICATED');
    // Signed for a time to come, it would be good for longer than its life.
    if (claims.iat > now / 1_000 + CLOCK_TOLERANCE) throw new DomainError('UNAUTHENTICATED');
    return claims;
  } catch (error) {
    throw new DomainError(error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED');
  }
}
