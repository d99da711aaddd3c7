import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as HonoContext } from 'hono';
import type { Config } from '../config/config.ts';
import { isLoopback } from '../foundation/network.ts';
import { isSameSecret } from '../foundation/same-secret.ts';
import { credentialsOf } from './credentials.ts';

/**
 * Whether a caller may see more of the server than its overall health: by HEALTH_TOKEN, or from this machine. Requests
 * through a proxy on this machine also come from it, and are recognised by the proxy's header. Where a proxy may send
 * none, that is, behind an https address without TRUST_PROXY, nobody is an insider.
 */
export function isInsider(config: Config, c: HonoContext): boolean {
  const given = credentialsOf(c.req.header('authorization'), 'Bearer');
  if (config.healthToken !== null && given !== undefined)
    return isSameSecret(given, config.healthToken);
  if (!config.trustProxy && config.publicUrl.startsWith('https:')) return false;
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => c.req.header(name) !== undefined,
  );
  return !isPassedOn && isLoopback(getConnInfo(c).remote.address ?? '');
}
