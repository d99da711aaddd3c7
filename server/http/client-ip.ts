import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as HonoContext } from 'hono';
import type { Config } from '../config/config.ts';

/** The client's address; behind a trusted proxy the last one in X-Forwarded-For. */
export function clientIp(config: Config, c: HonoContext): string {
  const forwarded = config.trustProxy
    ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    : undefined;
  return forwarded || (getConnInfo(c).remote.address ?? '0.0.0.0');
}
