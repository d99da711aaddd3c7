import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Config } from '../../config/config.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { enabledGateways, enabledReceivers, gatewayOf } from './enabled-gateways.ts';

it('a method or reporter that is not configured is missing, and is refused by name', async () => {
  const server = await startTestServer();
  const { config } = server.context;
  await server.stop();
  const methods = (change: Partial<Config>) =>
    enabledGateways({ ...config, ...change }).map(({ method }) => method);
  const reporters = (change: Partial<Config>) =>
    enabledReceivers({ ...config, ...change }).map(({ name }) => name);
  const { bankTransfer } = config;
  assert.ok(bankTransfer?.sepay && config.vnpay);
  assert.deepEqual(methods({}), ['bank_transfer', 'vnpay']);
  assert.deepEqual(reporters({}), ['sepay', 'vnpay']);
  const both = { ...bankTransfer, casso: { secret: 's', api: null } };
  assert.deepEqual(reporters({ bankTransfer: both }), ['sepay', 'casso', 'vnpay']);
  assert.deepEqual(reporters({ bankTransfer: { ...both, sepay: null } }), ['casso', 'vnpay']);
  assert.deepEqual(reporters({ bankTransfer: null }), ['vnpay']);
  assert.deepEqual(methods({ vnpay: null }), ['bank_transfer']);
  assert.equal(gatewayOf(config, 'vnpay').method, 'vnpay');
  assert.throws(() => gatewayOf(config, 'momo'), { code: 'METHOD_UNAVAILABLE' });
});
