import type { Context as HonoContext } from 'hono';

/** Of people and their money, told to one caller: nothing between keeps it. A stream says so itself. */
export async function noStore(c: HonoContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
}
