import { createHash } from 'node:crypto';
import { isEventSecret } from '../../announce/events/sign-event.ts';
import type { Db } from '../../database/db.ts';
import { originsColumn } from '../../database/json-column.ts';

export interface PortalDeclaration {
  /** The `iss` of its sign-in tokens. */
  id: string;
  name: string;
  /** The web origins its pages are served from, e.g. `https://portal.example`. */
  origins: string[];
  /** Signs its sign-in tokens (HS256): at least 32 characters. */
  secret: string;
  /** Authenticates its backend at the host API: 32 to 200 characters, no blanks. Only a hash is kept. */
  apiKey: string;
  /** Address and signing secret of events for its backend (Standard Webhooks); null: none; by default unchanged. */
  webhook?: { url: string; secret: string } | null | undefined;
}

/**
 * Registers a portal, or changes the one with this id.
 *
 * @returns the address of its events from now on
 * @throws RangeError when a secret is too short, an origin is invalid, a webhook is unsafe, or another portal has the
 *   API key
 */
export async function addPortal(
  db: Db,
  portal: PortalDeclaration,
): Promise<{ webhookUrl: string | null }> {
  // RFC 7518, section 3.2: an HS256 key has at least 256 bits.
  if (portal.secret.length < 32) throw new RangeError('The secret needs at least 32 characters');
  if (!/^\S{32,200}$/.test(portal.apiKey)) {
    throw new RangeError('The API key needs 32 to 200 characters, and no blanks');
  }
  const wrong = portal.origins.find((origin) => URL.parse(origin)?.origin !== origin);
  if (wrong !== undefined) {
    throw new RangeError(
      `${wrong} is no origin, as https://portal.example is one: no slash after it`,
    );
  }
  if (portal.webhook) checkWebhook(portal.webhook);
  const apiKeyHash = hashApiKey(portal.apiKey);
  const other = await db
    .selectFrom('portals')
    .select('id')
    .where('api_key_hash', '=', apiKeyHash)
    .where('id', '<>', portal.id)
    .executeTakeFirst();
  if (other !== undefined) throw new RangeError(`The API key is that of portal ${other.id}`);
  const values = {
    name: portal.name,
    origins: originsColumn.encode(portal.origins),
    secret: portal.secret,
    api_key_hash: apiKeyHash,
  };
  const webhook = {
    webhook_url: portal.webhook?.url ?? null,
    webhook_secret: portal.webhook?.secret ?? null,
  };
  const row = await db
    .insertInto('portals')
    .values({
      id: portal.id,
      ...values,
      ...webhook,
      next_order_number: 1,
      next_quotation_number: 1,
      expiry_reminders: 1,
      renew_url: null,
      created_at: Date.now(),
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...values, ...(portal.webhook === undefined ? {} : webhook) }),
    )
    .returning('webhook_url')
    .executeTakeFirstOrThrow();
  return { webhookUrl: row.webhook_url };
}

function checkWebhook({ url, secret }: { url: string; secret: string }): void {
  if (!isWebhookUrl(url)) throw new RangeError(`${url} is no https URL without a password in it`);
  if (!isEventSecret(secret)) {
    throw new RangeError('The webhook secret is whsec_ and Base64 of 24 to 64 bytes');
  }
}

/** Events name people and their payments: unencrypted, they stay on this machine. */
function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === 'http:' && isLoopback;
}

/** API keys are random, so a plain hash keeps them (no password stretching is needed). */
export function hashApiKey(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}
