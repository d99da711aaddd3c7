import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { TRPCClientError } from '@trpc/client';
import { checkMoney } from './payments/settlement/check-money.ts';
import { SQLITE_ALONE } from './testing/test-database.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from './testing/test-directory.ts';
import { type Client, refusal, type TestServer } from './testing/test-server.ts';

/** Size limit of this process's files: a write beyond it fails as on a full or failing disk. */
const limitFiles = (bytes: string) =>
  spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]).status;

describe('a disk that takes no more', {
  skip: SQLITE_ALONE.skip || limitFiles('unlimited') !== 0,
}, () => {
  const codes = taxCodes(3);
  let server: TestServer;
  let client: Client;
  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(async () => {
    limitFiles('unlimited');
    await server.stop();
  });

  it('people and gateways are told to try again, and all is done once there is room', async () => {
    const { id } = await client.orders.place.mutate(await orderOf(client, codes.slice(0, 1)));
    const transfer = { ...(await startTransfer(client, id)), id: 1 };
    const next = await orderOf(client, codes.slice(1));
    limitFiles('4096');
    const refused = await Promise.all([
      refusal(client.orders.place.mutate(next)),
      refusal(client.orders.place.mutate(next)),
    ]);
    const report = await reportTransfer(server, transfer);
    const read = await client.orders.get.query({ orderId: id });
    limitFiles('unlimited');
    for (const { code, retryAfter } of refused) {
      assert.equal(code, 'UNAVAILABLE');
      assert.ok(retryAfter);
    }
    assert.deepEqual([report.status, read.state], [503, 'awaiting_payment']);
    const [one, other] = await Promise.all([
      client.orders.place.mutate(next),
      client.orders.place.mutate(next),
    ]);
    assert.equal(one.id, other.id);
    assert.equal((await reportTransfer(server, transfer)).status, 200);
    assert.equal((await client.orders.get.query({ orderId: id })).state, 'paid');
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  it('the answer is a 503, not a fault of ours', async () => {
    const input = await orderOf(client, codes.slice(0, 1));
    limitFiles('4096');
    const error = await client.orders.place.mutate(input).catch((thrown: unknown) => thrown);
    limitFiles('unlimited');
    assert.ok(error instanceof TRPCClientError);
    assert.equal(error.data?.httpStatus, 503);
  });
});
