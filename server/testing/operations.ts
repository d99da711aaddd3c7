import type { TestServer } from './test-server.ts';

export const OPERATIONS_PASSWORD = 'operations-password-for-tests';

/** The credentials of the operator `lan`. */
export function operationsHeaders(password = OPERATIONS_PASSWORD): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`lan:${password}`).toString('base64')}` };
}

/** Requests the operations page, or one of its actions, as the operator `lan`. */
export async function operations(
  server: Pick<TestServer, 'url'>,
  path: string,
  form?: Record<string, string>,
  { password = OPERATIONS_PASSWORD, origin = server.url } = {},
): Promise<{ status: number; text: string; location: string }> {
  const response = await fetch(`${server.url}/operations/${path}`, {
    headers: { ...operationsHeaders(password), ...(form ? { origin } : {}) },
    redirect: 'manual',
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  const location = response.headers.get('location') ?? '';
  return { status: response.status, text: await response.text(), location };
}

/** The hidden fields of the page's forms for an action. */
export function formsOn(page: string, path: string): Record<string, string>[] {
  const forms = page.split('<form ').slice(1);
  return forms
    .filter((form) => form.includes(`action="/operations/${path}"`))
    .map((form) => {
      const fields = form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g);
      return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
    });
}

/** The operator's actions on a row in the audit log, in order. */
export async function deedsOf(
  { context }: Pick<TestServer, 'context'>,
  subjectId: string,
): Promise<string[]> {
  const deeds = await context.db
    .selectFrom('audit_log')
    .select('action')
    .where('subject_id', '=', subjectId)
    .where('actor', '=', 'operations:lan')
    .orderBy('id')
    .execute();
  return deeds.map(({ action }) => action);
}

/** Refunds that were not made yet, the newest first. */
export async function refundsDue({ context }: Pick<TestServer, 'context'>) {
  return await context.db
    .selectFrom('refunds_due')
    .selectAll()
    .where('state', '<>', 'refunded')
    .orderBy('id', 'desc')
    .execute();
}
