import type { Context as HonoContext } from 'hono';
import { newId } from '../database/id.ts';

declare module 'hono' {
  interface ContextVariableMap {
    requestId: string;
  }
}

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Gives every request an id, in its answer and in the log. */
export async function requestId(c: HonoContext, next: () => Promise<void>): Promise<void> {
  c.set('requestId', newId());
  await next();
  c.header(REQUEST_ID_HEADER, c.get('requestId'));
}
