import type { Context as HonoContext } from 'hono';
import { DomainError } from '../foundation/domain-error.ts';

/**
 * The fields of a posted form.
 *
 * @throws DomainError INVALID_INPUT when the body is not the form that its type declares
 */
export async function readForm(c: HonoContext): Promise<Record<string, unknown>> {
  return await c.req.parseBody().catch(() => {
    throw new DomainError('INVALID_INPUT');
  });
}
