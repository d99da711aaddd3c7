import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { credentialsOf } from '../../http/credentials.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import { openFirm, orderOf, startTransfer, taxCodes } from '../../testing/test-directory.ts';
import {
  API_KEY,
  type Client,
  NOW,
  ORIGIN,
  SEPAY_API_KEY,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';
import { hmacHex } from './core/hmac.ts';

const SECRET = 'a-sepay-webhook-secret';

it('a scheme’s credentials are read in any case, and those of another scheme are not', () => {
  for (const header of ['Bearer abc', 'bearer abc', 'BEARER  abc', ' bEaReR\tabc ']) {
    assert.equal(credentialsOf(header, 'Bearer'), 'abc', header);
  }
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearerabc', 'abc']) {
    assert.equal(credentialsOf(header, 'Bearer'), undefined, header);
  }
});

for (const auth of ['apikey', 'hmac'] as const) {
  describe(`SePay by ${auth}`, () => {
    let server: TestServer;
    let client: Client;
    const codes = taxCodes(20);
    let next = 0;
    let id = 880_000;

    before(async () => {
      const env = auth === 'hmac' ? { SEPAY_WEBHOOK_SECRET: SECRET } : {};
      ({ server, client } = await openFirm(codes, env));
    });
    after(async () => {
      await stopAndCheckMoney(server);
    });

    async function order() {
      next += 1;
      const input = await orderOf(client, codes.slice(next - 1, next));
      const { id: orderId } = await client.orders.place.mutate(input);
      const { amount, memo } = await startTransfer(client, orderId);
      const state = async () => (await client.orders.get.query({ orderId })).state;
      return { state, fields: { ...fieldsOf(amount, memo) } };
    }

    const fieldsOf = (amount: number, memo: string) => ({
      id: String(++id),
      gateway: 'Vietcombank',
      transactionDate: '2026-11-23 09:00:00',
      accountNumber: '0123456789',
      subAccount: '',
      content: `CT DEN ${memo} của Đại Phát & con`,
      transferType: 'in',
      transferAmount: String(amount),
      referenceCode: 'FT1',
    });

    function send(body: string, type: string, { path = 'sepay', scheme = 'Apikey' } = {}) {
      const time = String(NOW / 1_000);
      const headers: Record<string, string> = { 'content-type': type };
      if (auth === 'apikey') headers.authorization = `${scheme} ${SEPAY_API_KEY}`;
      else {
        headers['x-sepay-timestamp'] = time;
        headers['x-sepay-signature'] = `sha256=${hmacHex('sha256', SECRET, `${time}.${body}`)}`;
      }
      return fetch(`${server.url}/gateways/${path}`, { method: 'POST', headers, body });
    }

    const jsonOfFields = (fields: Record<string, string>) =>
      JSON.stringify({ ...fields, transferAmount: Number(fields.transferAmount) });
    const multipartOf = (fields: Record<string, string>) =>
      `${Object.entries(fields)
        .map(
          ([name, value]) =>
            `--b0\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
        )
        .join('')}--b0--\r\n`;

    it(`SePay by ${auth} pays by JSON, with a byte order mark and a trailing slash, too`, async () => {
      for (const [mark, path] of [
        ['', 'sepay/'],
        ['\uFEFF', 'sepay'],
      ] as const) {
        const { fields, state } = await order();
        const answer = await send(mark + jsonOfFields(fields), 'application/json', { path });
        assert.deepEqual([answer.status, await state()], [200, 'paid']);
      }
    });

    it(`SePay by ${auth} pays by a form, url-encoded or multipart`, async () => {
      const urlEncoded = await order();
      const body = new URLSearchParams(urlEncoded.fields).toString();
      const type = 'application/x-www-form-urlencoded; charset=utf-8';
      assert.equal((await send(body, type)).status, 200);
      assert.equal(await urlEncoded.state(), 'paid');
      const multipart = await order();
      const parts = multipartOf(multipart.fields);
      assert.equal((await send(parts, 'multipart/form-data; boundary=b0')).status, 200);
      assert.equal(await multipart.state(), 'paid');
      const payments = await server.context.db
        .selectFrom('payments')
        .select('memo')
        .where('raw', '=', parts)
        .execute();
      assert.equal(payments[0]?.memo, multipart.fields.content);
    });

    it(`SePay by ${auth} refuses a form that is torn, names a field twice, or lacks amount or id`, async () => {
      const { fields, state } = await order();
      const { transferAmount: _, ...withoutAmount } = fields;
      const type = 'application/x-www-form-urlencoded';
      for (const [body, sentAs] of [
        [multipartOf(fields).slice(0, 60), 'multipart/form-data; boundary=b0'],
        [multipartOf(fields), 'multipart/form-data'],
        [`${new URLSearchParams(fields)}&transferAmount=5`, type],
        [new URLSearchParams(withoutAmount).toString(), type],
        [new URLSearchParams({ ...fields, id: '' }).toString(), type],
        ['', type],
      ] as const) {
        assert.equal((await send(body, sentAs)).status, 400, body);
      }
      assert.equal(await state(), 'awaiting_payment');
      const kept = await server.context.db.selectFrom('gateway_messages').selectAll().execute();
      assert.equal(kept.length, 0);
    });

    it('a form that was changed, or is unsigned, is refused', async () => {
      const { fields, state } = await order();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(fields).toString();
      const answer = await fetch(`${server.url}/gateways/sepay`, { method: 'POST', headers, body });
      assert.deepEqual([answer.status, await state()], [401, 'awaiting_payment']);
    });

    if (auth === 'apikey') {
      it('an authorization scheme is accepted in any case', async () => {
        for (const scheme of ['apikey', 'APIKEY', 'ApiKey']) {
          const { fields, state } = await order();
          await send(jsonOfFields(fields), 'application/json', { scheme });
          assert.equal(await state(), 'paid', scheme);
        }
      });

      it('tRPC and the host API accept the authorization scheme in any case', async () => {
        const token = await signToken();
        for (const scheme of ['bearer', 'BEARER', 'Bearer ']) {
          const call = await fetch(`${server.url}/trpc/notifications.list?input=%7B%7D`, {
            headers: { authorization: `${scheme} ${token}`, origin: ORIGIN },
          });
          assert.equal(call.status, 200, `${scheme}: ${await call.text()}`);
          const read = await fetch(`${server.url}/api/v1/firms/firm-1/customers`, {
            headers: { authorization: `${scheme} ${API_KEY}` },
          });
          assert.equal(read.status, 200, scheme);
        }
      });

      it('VNPay’s paths accept trailing slashes', async () => {
        for (const path of ['vnpay/ipn', 'vnpay/ipn/']) {
          const answer = await fetch(`${server.url}/gateways/${path}?vnp_TxnRef=x`);
          assert.equal(((await answer.json()) as { RspCode: string }).RspCode, '97');
        }
      });
    } else {
      it('an API key is rejected where there is a secret for signatures', async () => {
        const { fields, state } = await order();
        const answer = await fetch(`${server.url}/gateways/sepay`, {
          method: 'POST',
          headers: { authorization: `Apikey ${SEPAY_API_KEY}` },
          body: jsonOfFields(fields),
        });
        assert.deepEqual([answer.status, await state()], [401, 'awaiting_payment']);
      });
    }
  });
}
