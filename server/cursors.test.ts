import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type * as z from 'zod/mini';
import { appRouter } from './api/router.ts';
import { newId } from './database/id.ts';
import { openFirm, taxCodes } from './testing/test-directory.ts';
import { hostApi, signToken, type TestServer } from './testing/test-server.ts';

/** Fields from which a list or a stream continues. */
const CURSORS = ['cursor', 'before', 'lastEventId'];

/** None of these was returned by any list. */
const WRONG = [
  ...['x', '-1', '1.5', '0x10', 'null', '[object Object]', "' or 1=1", '\u0000', 'a'.repeat(5_000)],
  ...[1.5, -1, true, ['1'], { gt: '' }],
];

/** The parts of a tRPC procedure that this test reads. */
interface Procedure {
  _def: { inputs: z.ZodMiniObject[] };
}

/** The procedures that take a cursor, with the field, from their schemas. */
function proceduresWithCursor(): [path: string, field: string][] {
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
  return Object.entries(procedures).flatMap(
    ([
      path,
      {
        _def: { inputs },
      },
    ]) => {
      const fields = inputs.flatMap((schema) => Object.keys(schema._zod.def.shape ?? {}));
      return fields
        .filter((field) => CURSORS.includes(field))
        .map((field): [string, string] => [path, field]);
    },
  );
}

describe('a cursor that no page gave', () => {
  let server: TestServer;
  let headers: Record<string, string>;
  before(async () => {
    ({ server } = await openFirm(taxCodes(1)));
    headers = { authorization: `Bearer ${await signToken()}` };
  });
  after(() => server.stop());

  it('every tRPC list refuses a cursor that no page returned', async () => {
    const taken = proceduresWithCursor();
    assert.ok(taken.length >= 6, String(taken));
    for (const [path, field] of taken) {
      for (const wrong of WRONG) {
        const input = JSON.stringify({ query: '', orderId: newId(), [field]: wrong });
        const url = `${server.url}/trpc/${path}?input=${encodeURIComponent(input)}`;
        const answer = await fetch(url, { headers });
        const text = await answer.text();
        // A stream is answered with 200 before its input is checked: the error is its first event.
        if (field !== 'lastEventId') assert.equal(answer.status, 400, `${path} ${wrong}: ${text}`);
        assert.match(text, /"httpStatus":400,.*"code":"INVALID_INPUT"/, path);
      }
    }
  });

  it('every list of the host API refuses a cursor that no page returned', async () => {
    for (const path of ['/firms/firm-1/customers', '/discount-codes', '/invoice-requests']) {
      for (const wrong of WRONG.filter((each) => typeof each === 'string')) {
        // A text that reads as a code may be one.
        if (path === '/discount-codes' && /^[A-Z0-9._-]{1,40}$/.test(wrong)) continue;
        const answer = await hostApi(server, 'GET', `${path}?cursor=${encodeURIComponent(wrong)}`);
        const { error } = (await answer.json()) as {
          error: { code: string; fieldProblems: { path: string[] }[] };
        };
        assert.equal(answer.status, 400, `${path} ${wrong}`);
        assert.equal(error.code, 'INVALID_INPUT');
        assert.deepEqual(error.fieldProblems[0]?.path, ['cursor']);
      }
    }
  });
});
