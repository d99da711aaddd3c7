import { decodeJwt, errors, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { ErrorCode, ErrorDetails } from '../../../shared/error-codes.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { codeTextSchema, emailSchema, requiredTextSchema } from '../../../shared/schemas/common.ts';
import type { Actor } from '../../context/context.ts';
import type { Db } from '../../database/db.ts';
import { originsColumn } from '../../database/json-column.ts';
import { prepared } from '../../database/prepared.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { errorText } from '../../foundation/thrown.ts';

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

/** The longest life of a token, in seconds, and the clock difference that is tolerated. */
const MAX_LIFE_SECONDS = 3_600;
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_LENGTH = 4_096;

/**
 * A refused token. Each check has a code of its own, for the portal's developer: portal ids are no secret (every token
 * of a portal shows its id), and nothing about claims is revealed before the signature holds.
 */
export class TokenRefusal extends DomainError {
  /** The library's own error, for the log. */
  readonly reason: string;

  constructor(code: ErrorCode, reason: string, details: ErrorDetails = {}) {
    super(code, details);
    this.reason = reason;
  }
}

/**
 * Identifies the signed-in person by the sign-in token (JWT, HS256) that the portal's backend signed: `iss` the portal,
 * `sub` the accountant, `firm`, `name`, `email`, at most an hour.
 *
 * @param origin the page's origin, when a browser sends it: it must be one of the portal's
 * @throws TokenRefusal with UNAUTHENTICATED, a code that begins with TOKEN_, or ORIGIN_NOT_ALLOWED
 */
export async function verifySignInToken(
  db: Db,
  token: string,
  origin: string | undefined,
  now: number,
): Promise<Actor> {
  if (token === '') throw new TokenRefusal('UNAUTHENTICATED', 'no bearer token');
  const portal = await findPortal(db, token);
  const claims = await verifiedClaims(token, portal.secret, now);
  if (origin !== undefined && !originsColumn.decode(portal.origins).includes(origin)) {
    throw new TokenRefusal('ORIGIN_NOT_ALLOWED', `not an origin of ${portal.id}`);
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
    until: (claims.exp + CLOCK_TOLERANCE_SECONDS) * 1_000,
  };
}

const readPortal = prepared((db, { id }: { id: string }) =>
  db.selectFrom('portals').select(['id', 'name', 'secret', 'origins']).where('id', '=', id),
);

async function findPortal(db: Db, token: string) {
  const issuer = issuerOf(token);
  const [portal] = await readPortal(db, { id: issuer });
  if (portal === undefined) throw new TokenRefusal('TOKEN_ISSUER_UNKNOWN', `no portal ${issuer}`);
  return portal;
}

/** Not verified yet, and so of any type: it only selects the portal's key to try. */
function issuerOf(token: string): string {
  if (token.length > MAX_LENGTH) {
    throw new TokenRefusal('TOKEN_UNREADABLE', `${token.length} characters`);
  }
  let claims: { iss?: unknown };
  try {
    claims = decodeJwt<{ iss: unknown }>(token);
  } catch {
    throw new TokenRefusal('TOKEN_UNREADABLE', 'not a JWT');
  }
  const issuer = id.safeParse(claims.iss);
  if (!issuer.success) throw new TokenRefusal('TOKEN_ISSUER_UNKNOWN', 'no iss');
  return issuer.data;
}

async function verifiedClaims(token: string, secret: string, now: number) {
  const claims = claimsSchema.safeParse(await signedClaims(token, secret, now));
  if (!claims.success) {
    const wrong = [...new Set(claims.error.issues.map(({ path }) => path.join('.')))];
    throw new TokenRefusal('TOKEN_CLAIMS_INVALID', wrong.join(), { claims: wrong });
  }
  const { iat, exp } = claims.data;
  if (exp - iat > MAX_LIFE_SECONDS) {
    throw new TokenRefusal('TOKEN_TOO_LONG_LIVED', `${exp - iat} seconds`);
  }
  // Signed for a future time, it would be valid for longer than its life.
  if (iat > now / 1_000 + CLOCK_TOLERANCE_SECONDS) {
    throw new TokenRefusal('TOKEN_NOT_YET_VALID', `iat ${iat}`);
  }
  return claims.data;
}

async function signedClaims(token: string, secret: string, now: number) {
  try {
    const { payload } = await jwtVerify(token, await keyOf(secret), {
      algorithms: ['HS256'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now),
    });
    return payload;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Imported once: jose imports bytes anew for each token. */
const keys = new Map<string, Promise<CryptoKey>>();

/** More portals than an installation has. */
const KEYS_KEPT = 1_000;

function keyOf(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const bytes = new TextEncoder().encode(secret);
  const key = crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
  const [oldest] = keys.keys();
  if (keys.size >= KEYS_KEPT && oldest !== undefined) keys.delete(oldest);
  keys.set(secret, key);
  return key;
}

/** jose checks the signature first, and the claims after that. */
function refusalOf(error: unknown): TokenRefusal {
  const reason = errorText(error);
  if (error instanceof errors.JWTExpired) return new TokenRefusal('TOKEN_EXPIRED', reason);
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    return claim === 'nbf' && error.reason === 'check_failed'
      ? new TokenRefusal('TOKEN_NOT_YET_VALID', reason)
      : new TokenRefusal('TOKEN_CLAIMS_INVALID', reason, { claims: [claim] });
  }
  return new TokenRefusal('TOKEN_SIGNATURE_INVALID', reason);
}
