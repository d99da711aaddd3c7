import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type FakeGateways,
  MOMO,
  momoIpn,
  PAYOS,
  payosAnswer,
  payosWebhook,
  startFakeGateways,
  ZALOPAY,
  zalopayCallback,
} from '../../testing/gateways/fake-gateways.ts';
import { NOW } from '../../testing/test-server.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { cassoRaw, cassoReceiver, listCassoTransfers } from './bank/casso.ts';
import { listSepayTransfers, sepayReceiver } from './bank/sepay.ts';
import type { GatewayRequest, Receiver } from './core/gateway.ts';
import { hmacHex } from './core/hmac.ts';
import { momoReceiver } from './momo.ts';
import { payosGateway, payosOrderCode, payosReceiver } from './payos.ts';
import { vnpayReceiver } from './vnpay/vnpay.ts';
import { vnpayChecksum, vnpaySignedQuery } from './vnpay/vnpay-signature.ts';
import { zalopayReceiver } from './zalopay/zalopay.ts';

const OWN = { accountNumber: '0123456789', virtualAccounts: [] };
const REFERENCE = 'GHW9DXM34';

let gateways: FakeGateways;
before(async () => {
  gateways = await startFakeGateways();
});
after(() => gateways.stop());

type Facts = Omit<PaymentEvidence, 'raw' | 'toldAt'>;

function factsOf(evidence: PaymentEvidence | undefined): Facts | undefined {
  if (evidence === undefined) return undefined;
  const { raw, toldAt: _, ...facts } = evidence;
  assert.ok(raw.length > 0, 'the message is kept');
  return facts;
}

function read(receiver: Receiver, request: Partial<GatewayRequest>): PaymentEvidence | undefined {
  const message = receiver.read({
    query: '',
    header: () => undefined,
    body: '',
    now: NOW,
    ...request,
  });
  return message.kind === 'report' ? message.report.evidence : undefined;
}

const plain = (change: Partial<Facts>): Facts => ({
  ...{ gateway: 'vnpay', transactionId: '77', references: [REFERENCE], amount: 5_000 },
  ...{ memo: REFERENCE, bankReference: null, suspectedFraud: false },
  ...change,
});

describe('the evidence in a gateway’s message', () => {
  it('SePay’s webhook gives the bank’s number and accounts where it has them', () => {
    const receiver = sepayReceiver({ apiKey: 'k', webhookSecret: null, api: null }, OWN);
    const header = (name: string) => (name === 'authorization' ? 'Apikey k' : undefined);
    const told = (fields: object) =>
      factsOf(
        read(receiver, {
          header,
          body: JSON.stringify({ id: 77, transferType: 'in', transferAmount: 5_000, ...fields }),
        }),
      );
    const content = `MBVCB ${REFERENCE} gia han`;
    assert.deepEqual(
      told({ content, referenceCode: 'FT1', accountNumber: '0123456789', subAccount: 'VA1' }),
      plain({
        ...{ gateway: 'sepay', memo: content, bankReference: 'FT1' },
        accounts: ['0123456789', 'VA1'],
      }),
    );
    const none = { gateway: 'sepay', memo: '', references: [], accounts: [] } as const;
    assert.deepEqual(told({}), plain(none));
    const nulls = { content: null, code: null, description: null, referenceCode: '' };
    assert.deepEqual(told(nulls), plain(none));
    for (const found of [{ code: REFERENCE }, { description: REFERENCE }]) {
      assert.deepEqual(told(found), plain({ ...none, references: [REFERENCE] }));
    }
    const twice = { content: REFERENCE, code: REFERENCE, description: REFERENCE };
    assert.deepEqual(told(twice)?.references, [REFERENCE]);
  });

  it('SePay’s list gives the same evidence as its webhook', async () => {
    const rows = [
      {
        ...{ id: 77, amount_in: '5000.00', transaction_content: REFERENCE },
        ...{ reference_number: 'FT1', account_number: '0123456789', sub_account: null },
      },
      { id: 78, amount_in: 5_000, code: REFERENCE, reference_number: '' },
      { id: '79', amount_in: '5000' },
    ];
    gateways.answers.set('/sepay/userapi/transactions/list', { transactions: rows });
    const api = { url: gateways.env.SEPAY_API_URL ?? '', token: 't' };
    const { evidence } = await listSepayTransfers(api, OWN, '', NOW);
    assert.deepEqual(evidence.map(factsOf), [
      plain({ gateway: 'sepay', bankReference: 'FT1', accounts: ['0123456789'] }),
      plain({ gateway: 'sepay', transactionId: '78', memo: '', accounts: [] }),
      plain({ gateway: 'sepay', transactionId: '79', memo: '', references: [], accounts: [] }),
    ]);
    const until = gateways.calls.at(-1)?.body;
    assert.deepEqual([until?.transaction_date_min, until?.since_id], ['2026-11-21', undefined]);
    await listSepayTransfers(api, OWN, '76', NOW);
    const since = gateways.calls.at(-1)?.body;
    assert.deepEqual([since?.transaction_date_min, since?.since_id], [undefined, '76']);
  });

  it('Casso’s webhook and list give the evidence of a transfer', async () => {
    const receiver = cassoReceiver({ secret: 's', api: null }, OWN);
    const told = (fields: object) => {
      const message = { error: 0, data: { id: 77, amount: 5_000, ...fields } };
      const hash = hmacHex('sha512', 's', cassoRaw(String(NOW), message));
      const header = () => `t=${NOW},v1=${hash}`;
      return factsOf(read(receiver, { header, body: JSON.stringify(message) }));
    };
    const full = plain({ gateway: 'casso', bankReference: 'FT1', accounts: ['0123456789'] });
    const bare = plain({ gateway: 'casso', memo: '', references: [], accounts: [] });
    const named = { description: REFERENCE, reference: 'FT1', accountNumber: '0123456789' };
    assert.deepEqual(told(named), full);
    assert.deepEqual(told({}), bare);
    assert.deepEqual(told({ description: null, reference: '', virtualAccountNumber: null }), bare);
    const records = [
      { id: 77, amount: 5_000, description: REFERENCE, tid: 'FT1', bankSubAccId: '0123456789' },
      { id: 77, amount: 5_000, tid: '' },
    ];
    gateways.answers.set('/casso/v2/transactions', { error: 0, data: { records } });
    const api = { url: gateways.env.CASSO_API_URL ?? '', key: 'k' };
    const { evidence } = await listCassoTransfers(api, OWN, '', NOW);
    assert.deepEqual(evidence.map(factsOf), [full, bare]);
  });

  it('payOS’s webhook and answer give the evidence of a transfer', async () => {
    const gateway = { ...PAYOS, apiUrl: gateways.env.PAYOS_API_URL ?? '' };
    const report = { reference: REFERENCE, amount: 5_000, transactionId: 'FT1' };
    const known = { gateway: 'payos', bankReference: 'FT1', accounts: ['0123456789'] } as const;
    assert.deepEqual(
      factsOf(read(payosReceiver(gateway), { body: payosWebhook(report) })),
      plain({ ...known, transactionId: `link-${REFERENCE} FT1` }),
    );
    const orderCode = payosOrderCode(REFERENCE);
    const transfer = { reference: 'FT1', amount: 5_000, accountNumber: '0123456789' };
    gateways.answers.set(
      `/payos/v2/payment-requests/${orderCode}`,
      payosAnswer({ id: 'link', orderCode, status: 'PAID', transactions: [transfer] }),
    );
    const answer = await payosGateway(gateway).ask?.({ reference: REFERENCE } as never, NOW);
    assert.ok(answer?.state === 'paid');
    const [asked] = answer.evidence;
    assert.deepEqual(factsOf(asked), plain({ ...known, transactionId: 'link FT1' }));
  });

  it('VNPay’s, MoMo’s and ZaloPay’s messages give the evidence of a payment', () => {
    const config = { tmnCode: 'T', hashSecret: 's', payUrl: '', apiUrl: '' };
    const vnpay = (fields: Record<string, string>) => {
      const query = vnpaySignedQuery({
        ...{ vnp_TmnCode: 'T', vnp_TxnRef: REFERENCE, vnp_Amount: '500000' },
        ...{ vnp_ResponseCode: '00', vnp_TransactionStatus: '00', vnp_TransactionNo: '77' },
        ...fields,
      });
      const signed = `${query}&vnp_SecureHash=${vnpayChecksum('s', query)}`;
      return factsOf(read(vnpayReceiver(config), { query: signed }));
    };
    assert.deepEqual(vnpay({}), plain({}));
    assert.deepEqual(vnpay({ vnp_BankTranNo: 'VNP1' }), plain({ bankReference: 'VNP1' }));
    for (const fraud of [{ vnp_ResponseCode: '07' }, { vnp_TransactionStatus: '07' }]) {
      assert.deepEqual(vnpay(fraud), plain({ suspectedFraud: true }));
    }
    const told = { reference: REFERENCE, amount: 5_000, transactionId: 77 };
    const momo = momoReceiver({ ...MOMO, apiUrl: '' });
    assert.deepEqual(factsOf(read(momo, { body: momoIpn(told) })), plain({ gateway: 'momo' }));
    assert.deepEqual(
      factsOf(read(zalopayReceiver({ ...ZALOPAY, apiUrl: '' }), { body: zalopayCallback(told) })),
      plain({ gateway: 'zalopay', memo: `261123_${REFERENCE}` }),
    );
  });
});
