import { createHash } from 'node:crypto';
import type { Db } from '../database/open.ts';

export interface PortalDeclaration {
  /** The `iss` of its session tokens. */
  id: string;
  name: string;
  /** The web origins its pages are served from, e.g. `https://portal.example`. */
  origins: string[];
  /** Signs its session tokens (HS256): at least 32 characters. */
  secret: string;
  /** Lets its backend call the host API: at least 32 characters. Only a hash is kept. */
  apiKey: string;
  /** Where events for its backend go, and what signs them (Standard Webhooks); both or neither. */
  webhook?: { url: string; secret: string } | undefined;
}

/**
 * Registers a portal, or changes the one with this id.
 *
 * @throws RangeError when a secret is too short or an origin is none
 */
export async function addPortal(db: Db, portal: PortalDeclaration): Promise<void> {
  // RFC 7518, section 3.2: an HS256 key has at least 256 bits.
  if (portal.secret.length < 32) throw new RangeError('The secret needs at least 32 characters');
  if (portal.apiKey.length < 32) throw new RangeError('The API key needs at least 32 characters');
  const wrong = portal.origins.find((origin) => URL.parse(origin)?.origin !== origin);
  if (wrong !== undefined) throw new RangeError(`${wrong} is no origin`);
  const values = {
    name: portal.name,
    origins: JSON.stringify(portal.origins),
    secret: portal.secret,
    api_key_hash: hashApiKey(portal.apiKey),
    webhook_url: portal.webhook?.url ?? null,
    webhook_secret: portal.webhook?.secret ?? null,
  };
  await db
    .insertInto('portals')
    .values({
      id: portal.id,
      ...values,
      next_order_number: 1,
      next_quotation_number: 1,
      created_at: Date.now(),
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** API keys are random, so a plain hash keeps them (no password stretching is needed). */
export function hashApiKey(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}
