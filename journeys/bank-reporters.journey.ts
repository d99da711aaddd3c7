import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RunningDemo, startDemo } from '../scripts/demo-process.ts';
import { waitFor } from './support/outside-world.ts';

/** Bank transfers reported otherwise than by SePay's API key, shown by unmatched money. */
describe('a bank’s transfers', () => {
  for (const [reporter, other] of [
    ['sepay-hmac', 'sepay'],
    ['casso', 'sepay-hmac'],
  ] as const) {
    it(`a bank’s transfers are reported by ${reporter}, and by nobody else`, async () => {
      const demo = await startDemo({ env: { BANK_REPORTER: reporter, TRANSFERS_PAUSE: '1' } });
      try {
        assert.equal(await transfer(demo, { amount: 1_111_000, memo: 'told' }), 200);
        assert.match(await operations(demo), /1\.111\.000/);
        const refused = await transfer(demo, { amount: 2_222_000, memo: 'forged', way: 'forge' });
        assert.equal(refused, 401);
        const wrong = { amount: 3_333_000, memo: 'other', reporter: other };
        assert.ok([401, 404].includes(Number(await transfer(demo, wrong))), 'not set up');
        await transfer(demo, { amount: 4_444_000, memo: 'lost', way: 'silent' });
        await waitFor(
          async () => (await operations(demo)).includes('4.444.000'),
          'the lost one, from the list',
        );
        assert.doesNotMatch(await operations(demo), /2\.222\.000/);
      } finally {
        await demo.stop();
      }
    });
  }
});

/** @returns the server's answer, if it was reported */
async function transfer(demo: RunningDemo, order: object): Promise<number | undefined> {
  const response = await fetch(`${demo.outsideUrl}/api/bank/transfers`, {
    method: 'POST',
    body: JSON.stringify(order),
  });
  const { answers } = (await response.json()) as { answers: { status: number }[] };
  return answers[0]?.status;
}

/** The operations page: unmatched money waits there. */
async function operations({ serverUrl, settings }: RunningDemo): Promise<string> {
  const credentials = btoa(`journey:${settings.secrets.operationsPassword}`);
  const headers = { authorization: `Basic ${credentials}` };
  return await (await fetch(`${serverUrl}/operations/`, { headers })).text();
}
