import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type * as z from 'zod/mini';
import { appRouter } from './api/router.ts';
import { newId } from './database/id.ts';
import { openFirm, taxCodes } from './testing/test-directory.ts';
import { signToken, type TestServer } from './testing/test-server.ts';

/** Fields that name what a call is about. */
const NAMES = ['orderId', 'lineId', 'attemptId', 'linkId', 'quotationId', 'digestId', 'draftId'];
const LISTS = ['lineIds'];

/** A page makes the id of a new draft, and an order names a quotation among much else. */
const NOT_ABOUT = ['drafts.save', 'orders.place'];

/** As a host may set them. */
const WRONG = ['x', '', 'DH000004', '1'.repeat(2_000), '\u0000', newId().replaceAll('-', '')];

/** Other fields of these calls. */
const FILLING = {
  ...{ query: '', lines: [], method: 'bank_transfer', locale: 'vi', reason: 'Đổi ý', again: false },
  ...{ dueDate: '2026-12-30', payBy: '2026-12-30', confirmed: true, payer: 'owner' },
  ...{ accountantId: 'accountant-1', on: true, version: 1 },
};

/** The parts of a tRPC procedure that this test reads. */
interface Procedure {
  _def: { type: string; inputs: z.ZodMiniObject[] };
}

/** The procedures about something that is named by an id, with the field. */
function proceduresWithNames() {
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
  return Object.entries(procedures).flatMap(([path, { _def }]) => {
    const shapes = _def.inputs.map((schema) => schema._zod.def.shape ?? {});
    const required = Object.keys(Object.assign({}, ...shapes));
    const fields = required.filter((field) => [...NAMES, ...LISTS].includes(field));
    if (NOT_ABOUT.includes(path)) return [];
    return fields.map((field) => ({ path, type: _def.type, field, all: fields }));
  });
}

describe('an id of another form', () => {
  let server: TestServer;
  let headers: Record<string, string>;

  before(async () => {
    ({ server } = await openFirm(taxCodes(1)));
    headers = {
      authorization: `Bearer ${await signToken()}`,
      'content-type': 'application/json',
    };
  });
  after(() => server.stop());

  async function call(path: string, type: string, input: object) {
    const body = JSON.stringify(input);
    const url = `${server.url}/trpc/${path}`;
    return type === 'mutation'
      ? await fetch(url, { method: 'POST', headers, body })
      : await fetch(`${url}?input=${encodeURIComponent(body)}`, { headers });
  }

  it('names nothing, as an unknown one does, wherever a call is about something', async () => {
    const taken = proceduresWithNames();
    assert.ok(taken.length >= 30, taken.map(({ path, field }) => `${path} ${field}`).join());
    for (const { path, type, field, all } of taken) {
      const known = Object.fromEntries(
        all.map((each) => [each, LISTS.includes(each) ? [newId()] : newId()]),
      );
      for (const wrong of WRONG) {
        const value = LISTS.includes(field) ? [wrong] : wrong;
        const answer = await call(path, type, { ...FILLING, ...known, [field]: value });
        const text = await answer.text();
        assert.match(text, /"code":"NOT_FOUND"/, `${path} ${field} ${wrong.slice(0, 40)}: ${text}`);
        // A stream is answered with 200 before its input is checked.
        if (type !== 'subscription') assert.equal(answer.status, 404, path);
      }
    }
  });

  it('is invalid input beside another fault, and where it is missing', async () => {
    for (const input of [{ orderId: 'x', reason: '' }, { reason: 'Đổi ý' }]) {
      const answer = await call('orders.cancel', 'mutation', input);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /"code":"INVALID_INPUT"/);
    }
  });
});
