import type { Context as HonoContext } from 'hono';

/** Answers about people and their money are for one caller: no cache may keep them. Streams set this themselves. */
export async function noStore(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
}
