import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Context as HonoContext } from 'hono';
import * as z from 'zod/mini';
import { appRouter } from './api/router.ts';
import type { Context } from './context/context.ts';
import { procedure, router } from './http/trpc.ts';
import { playFuzzIn, targetsOf } from './testing/fuzz/play.ts';
import { inputOf } from './testing/fuzz/schema-input.ts';
import { procedureTargets } from './testing/fuzz/targets.ts';
import { TENANTS } from './testing/fuzz/tenants.ts';
import { openWorld, type World } from './testing/fuzz/world.ts';

/** `npm run fuzz -- --requests 100000` sends more. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_130);

/** Routes with faults, and the expected reports. */
const FAULTS: Record<string, (c: HonoContext, context: Context) => Response | Promise<Response>> = {
  'no-fault': (c) => c.json({}),
  'an-error': () => {
    throw new Error('broken');
  },
  'an-unknown-code': (c) => c.json({ error: { code: 'NEW' } }, 409),
  'a-stack': (c) => c.text(new Error('x').stack ?? ''),
  'a-path': (c) => c.text(import.meta.dirname),
  'another-firms-name': (c) => c.text(`Công ty ${TENANTS.two.mark}`),
  'another-firms-id': async (c, { db }) => {
    const orders = db.selectFrom('orders').select('id').where('firm_id', '=', 'firm-2');
    return c.json(await orders.executeTakeFirstOrThrow());
  },
  'another-firms-order': async (c, { db }) => {
    await db
      .updateTable('orders')
      .set({ reminded_at: 1 })
      .where('firm_id', '=', 'firm-2')
      .execute();
    return c.json({});
  },
  'a-huge-answer': (c) => c.text('x'.repeat(5_000_000)),
  'long-work': (c) => {
    const start = process.cpuUsage();
    for (let i = 1; i % 100_000 !== 0 || process.cpuUsage(start).user < 100_000; i++);
    return c.json({});
  },
};
const SAID = {
  'an-error': /status 500[\s\S]*log: request\.failed .* Error: broken/,
  'an-unknown-code': /status 409 without a code/,
  'a-stack': /it shows "/,
  'a-path': /it shows \/.*/,
  'another-firms-name': /it shows the rows of test-portal\/firm-2/,
  'another-firms-id': /it shows an id of test-portal\/firm-2, orders/,
  'another-firms-order': /it writes a row of test-portal\/firm-2, orders/,
  'a-huge-answer': /its answer has \d+ bytes/,
  'long-work': /it took \d+ ms of work/,
};

const isFaulty = (target: string) => Object.keys(FAULTS).some((path) => target.includes(path));

describe('fuzzed calls', () => {
  let world: World;
  before(async () => {
    world = await openWorld((app, context) => {
      for (const [path, answer] of Object.entries(FAULTS)) {
        app.get(`/${path}/:id`, (c) => answer(c, context));
      }
    });
  });
  after(() => world.stop());

  it(`no call of any form fails, shows another’s rows or the inside of the server (seed ${SEED})`, async () => {
    const only = (target: string) => !isFaulty(target);
    const wanted = { seed: SEED, requests: REQUESTS, only };
    const { calls, statuses, failure } = await playFuzzIn(world, wanted);
    if (failure !== null) assert.fail(failure);
    // Each of them was reached, and answered in every way.
    for (const path of Object.keys(appRouter._def.procedures)) assert.ok(calls.has(path), path);
    for (const status of [200, 204, 207, 303, 400, 401, 403, 404, 409, 413, 415]) {
      assert.ok(statuses.has(status), `no answer had the status ${status}`);
    }
  });

  describe('fuzzed calls to a server with faults', () => {
    const failureOf = async (path: string) => {
      const mostWorkMs = path === 'long-work' ? 60 : undefined;
      const only = (target: string) => target.includes(`/${path}/`);
      const wanted = { seed: 5, requests: 20, only, mostWorkMs };
      return (await playFuzzIn(world, wanted)).failure ?? 'nothing was wrong';
    };

    for (const [path, said] of Object.entries(SAID)) {
      it(`fuzzing finds ${path}, made smaller and written with its seed`, async () => {
        const failure = await failureOf(path);
        assert.match(failure, said);
        assert.match(failure, /draft: .*\nagain: npm run fuzz -- --seed 5 --path [\d:]+\n/);
      });
    }

    it('fuzzing finds nothing in a route without a fault', async () => {
      assert.equal(await failureOf('no-fault'), 'nothing was wrong');
    });

    it('fuzzing repeats one request by its seed and path', async () => {
      const [, path = ''] = /--path ([\d:]+)/.exec(await failureOf('an-error')) ?? [];
      const only = (target: string) => target.includes('/an-error/');
      const wanted = { seed: 5, requests: 20, only, path };
      const { calls, failure } = await playFuzzIn(world, wanted);
      assert.match(failure ?? '', SAID['an-error']);
      assert.deepEqual([...calls], [['GET /an-error/:id', 1]]);
    });

    it('fuzzing calls a new procedure and a new route unasked, with inputs by their schemas', () => {
      const input = z.object({ count: z.int().check(z.gte(3), z.lte(5)) });
      const added = router({ added: procedure.input(input).query(() => 1) });
      assert.ok(procedureTargets(added).some(({ name }) => name === 'added'));
      assert.ok(targetsOf(world).some(({ name }) => name === 'GET /an-error/:id'));
      for (const made of fc.sample(inputOf(input, () => undefined))) {
        assert.ok(input.safeParse(made).success, JSON.stringify(made));
      }
      const unknown = z.map(z.string(), z.string());
      assert.throws(() => inputOf(unknown, () => undefined), /no inputs for .* map/);
    });
  });
});
