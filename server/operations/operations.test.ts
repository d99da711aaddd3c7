import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hintsOf } from '../payments/corrections/hints-of.ts';
import { vnpayChecksum, vnpaySignedQuery } from '../payments/gateways/vnpay/vnpay-signature.ts';
import { openFirmWithGateways } from '../testing/gateways/firm-with-gateways.ts';
import { wireMessage } from '../testing/gateways/gateway-messages.ts';
import {
  deedsOf,
  OPERATIONS_PASSWORD,
  operations,
  operationsHeaders,
  refundsDue,
} from '../testing/operations.ts';
import {
  handOut,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  stopLimits,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../testing/test-server.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(30);
const some = handOut(codes);

openFirmWithGateways(
  codes,
  (opened) => {
    ({ server, client } = opened);
  },
  { OPERATIONS_PASSWORD },
);

async function order(count = 1) {
  const own = some(count);
  const placed = await client.orders.place.mutate(await orderOf(client, own));
  return { ...placed, taxCodes: own };
}

const read = (orderId: string) => client.orders.get.query({ orderId });

/** Sent by a person who has checked. */
const call = (path: string, form?: Record<string, string>, options = {}) =>
  operations(server, path, form && { checked: 'yes', ...form }, options);

/** Unmatched money. */
async function unmatched(amount: number, memo: string): Promise<string> {
  await reportTransfer(server, { amount, memo });
  const { id } = await server.context.db
    .selectFrom('payments')
    .select('id')
    .where('memo', '=', memo)
    .executeTakeFirstOrThrow();
  return id;
}

describe('who may see the operations page', () => {
  it('the operations page asks for the password, and accepts no other', async () => {
    assert.equal((await call('', undefined)).status, 200);
    assert.equal((await call('', undefined, { password: 'wrong' })).status, 401);
    assert.equal((await call('', undefined, { password: '' })).status, 401);
    const { status, headers } = await fetch(`${server.url}/operations/`);
    assert.equal(status, 401);
    assert.match(headers.get('www-authenticate') ?? '', /^Basic /, 'a browser asks for it');
  });

  it('the operations page requires a name for the audit log', async () => {
    const authorization = `Basic ${Buffer.from(`:${OPERATIONS_PASSWORD}`).toString('base64')}`;
    const { status } = await fetch(`${server.url}/operations/`, { headers: { authorization } });
    assert.equal(status, 401);
  });

  it('a job that was given up is tried once more, with who asked for it in the audit log', async () => {
    await order();
    const { id: jobId } = await server.context.db
      .selectFrom('outbox')
      .select('id')
      .limit(1)
      .executeTakeFirstOrThrow();
    assert.equal((await call('outbox/retry', { jobId })).status, 404);
    await server.context.db
      .updateTable('outbox')
      .set({ state: 'dead' })
      .where('id', '=', jobId)
      .execute();
    assert.equal((await call('outbox/retry', { jobId })).status, 303);
    assert.equal((await call('outbox/retry', { jobId })).status, 404);
    assert.deepEqual(await deedsOf(server, jobId), ['outbox.retried']);
  });

  it('the operations page is found without the trailing slash, too', async () => {
    const { authorization } = operationsHeaders();
    const { status, url } = await fetch(`${server.url}/operations`, { headers: { authorization } });
    assert.equal(status, 200);
    assert.equal(url, `${server.url}/operations/`);
    assert.equal((await fetch(`${server.url}/operations`)).status, 401);
  });

  it('the operations page does nothing that another page makes the browser post', async () => {
    const form = { paymentId: '00000000-0000-4000-8000-000000000000' };
    const answer = await call('payments/return', form, { origin: 'https://evil.example' });
    assert.equal(answer.status, 403);
  });

  it('a wrong id or an unknown action is a client error', async () => {
    assert.equal((await call('payments/return', { paymentId: 'x' })).status, 400);
    assert.equal((await call('payments/steal', {})).status, 404);
    const post = async (type: string, body: string) => {
      const { authorization } = operationsHeaders();
      const headers = { authorization, origin: server.url, 'content-type': type };
      return await fetch(`${server.url}/operations/refunds/mark`, {
        method: 'POST',
        headers,
        body,
      });
    };
    assert.equal((await post('multipart/form-data', 'x')).status, 400);
    const large = await post('application/x-www-form-urlencoded', 'x'.repeat(5_000));
    assert.deepEqual(await large.json(), { error: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('money that matched nothing', () => {
  it('order numbers and tax codes are found in a memo, whatever the bank put around them', () => {
    assert.deepEqual(hintsOf('CT DEN:0123 dh 000012. MST 0101243150 gia han'), {
      orderNumbers: ['DH000012'],
      taxCodes: ['0101243150'],
    });
    assert.deepEqual(hintsOf('0101243150-001 079123456789'), {
      orderNumbers: [],
      taxCodes: ['0101243150-001', '079123456789'],
    });
    assert.deepEqual(hintsOf('0101243150001 gia han DH-000012').taxCodes, ['0101243150-001']);
    assert.deepEqual(hintsOf('0101243150001 gia han DH-000012').orderNumbers, ['DH000012']);
    assert.deepEqual(hintsOf('MST 101243150 tra tien').taxCodes, ['0101243150']);
  });

  it('unmatched money is shown with the likeliest orders first, and pays the one it is assigned to', async () => {
    const byNumber = await order(2);
    const byTaxCode = await order(1);
    const { due } = await read(byNumber.id);
    const memo = `tra tien ${byNumber.number} cho MST ${byTaxCode.taxCodes[0]}`;
    const paymentId = await unmatched(due, memo);
    const { text } = await call('');
    const first = text.indexOf(`<strong>${byNumber.number}</strong>`);
    const second = text.indexOf(`<strong>${byTaxCode.number}</strong>`);
    assert.ok(first > 0 && second > first, 'order number before tax code');
    assert.match(text, /trùng số đơn hàng, số tiền/);
    const answer = await call('payments/assign', { paymentId, orderId: byNumber.id });
    assert.equal(answer.status, 303);
    assert.equal((await read(byNumber.id)).state, 'paid');
    // A second press does not assign it again.
    const again = await call('payments/assign', { paymentId, orderId: byTaxCode.id });
    assert.equal(again.status, 409);
    assert.match(again.text, /không còn được giữ/);
    assert.equal((await read(byTaxCode.id)).paid, 0);
  });

  it('unmatched money pays the one line of an order whose tax code and amount it names', async () => {
    const two = await order(2);
    const { lines } = await read(two.id);
    const amount = lines[1]?.total ?? 0;
    const paymentId = await unmatched(amount, `gia han cho mst ${two.taxCodes[1]}`);
    await call('payments/assign', { paymentId, orderId: two.id });
    const states = (await read(two.id)).lines.map((line) => line.state);
    assert.deepEqual(states, ['awaiting_payment', 'paid']);
  });

  it('unmatched money waits for the rest when it is short, and is due back when the order is paid', async () => {
    const short = await order(1);
    const { due } = await read(short.id);
    const first = await unmatched(due - 1_000, 'thieu mot nghin');
    await call('payments/assign', { paymentId: first, orderNumber: short.number.toLowerCase() });
    assert.deepEqual(
      (await read(short.id)).unapplied.map(({ missing }) => missing),
      [1_000],
    );
    const transfer = await startTransfer(client, short.id);
    await reportTransfer(server, { amount: due, memo: transfer.memo });
    const paid = await read(short.id);
    assert.equal(paid.state, 'paid');
    const late = await unmatched(due, 'tra hai lan');
    await call('payments/assign', { paymentId: late, orderId: short.id });
    const refunds = (await read(short.id)).payments.flatMap((payment) => payment.refunds);
    assert.deepEqual(
      refunds.map(({ amount, reason }) => [amount, reason]).toSorted(),
      [
        // The transfer continued the same attempt, so that it paid the line and left this over.
        [due - 1_000, 'overpaid'],
        [due, 'line_already_paid'],
      ].toSorted(),
    );
  });

  it('unmatched money that nobody wants becomes a refund due, and is marked as paid back by transfer', async () => {
    const paymentId = await unmatched(77_000, 'nham so tai khoan');
    await call('payments/return', { paymentId });
    const [due] = await refundsDue(server);
    assert.equal(due?.reason, 'unmatched');
    const refundDueId = due?.id ?? '';
    assert.equal((await call('refunds/request', { refundDueId })).status, 409);
    const marked = await call('refunds/mark', { refundDueId, reference: 'FT26328000111' });
    assert.equal(marked.status, 303);
    assert.equal((await call('refunds/mark', { refundDueId, reference: 'X' })).status, 409);
    const refund = await server.context.db
      .selectFrom('refunds')
      .selectAll()
      .where('refund_due_id', '=', refundDueId)
      .executeTakeFirstOrThrow();
    assert.equal(refund.reference, 'FT26328000111');
    assert.equal(refund.requested_by, 'operations:lan');
  });

  it('the audit log names the operator, however the sign-in header is spaced', async () => {
    const paymentId = await unmatched(78_000, 'ten nguoi van hanh');
    const { authorization } = operationsHeaders();
    const answer = await fetch(`${server.url}/operations/payments/return`, {
      method: 'POST',
      headers: { authorization: authorization.replace('Basic ', 'basic  '), origin: server.url },
      body: new URLSearchParams({ paymentId, checked: 'yes' }),
      redirect: 'manual',
    });
    assert.equal(answer.status, 303);
    assert.deepEqual(await deedsOf(server, paymentId), ['payment.returned']);
  });
});

describe('money suspected of fraud', () => {
  it('money suspected of fraud pays when a person approves it, once', async () => {
    const { id } = await order(1);
    const attempt = await client.payments.start.mutate({
      orderId: id,
      method: 'vnpay',
      locale: 'vi',
    });
    const txnRef = new URL(attempt.redirectUrl ?? '').searchParams.get('vnp_TxnRef') ?? '';
    const query = vnpaySignedQuery({
      vnp_Amount: String(attempt.amount * 100),
      vnp_ResponseCode: '07',
      vnp_TransactionStatus: '07',
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TransactionNo: '14999003',
      vnp_TxnRef: txnRef,
    });
    const hash = vnpayChecksum(VNPAY_SECRET, query);
    await fetch(`${server.url}/gateways/vnpay/ipn?${query}&vnp_SecureHash=${hash}`);
    const [payment] = (await read(id)).payments;
    assert.equal(payment?.unappliedReason, 'suspected_fraud');
    const paymentId = payment?.id ?? '';
    assert.equal((await call('payments/approve', { paymentId })).status, 303);
    assert.equal((await call('payments/approve', { paymentId })).status, 409);
    assert.equal((await read(id)).state, 'paid');
  });

  it('money suspected of fraud without an attempt stays so, until a person or VNPay clears it', async () => {
    const { db, config } = server.context;
    const tell = async (transaction: number, outcome: 'suspected_fraud' | 'paid') => {
      const words = { method: 'vnpay', reference: 'GH000000H', amount: 2_950_000 } as const;
      const { path } = wireMessage(config, { ...words, transaction, outcome, forged: false });
      await fetch(`${server.url}/gateways/${path}`);
      return await db
        .selectFrom('payments')
        .select(['id', 'unapplied_reason'])
        .where('gateway_transaction_id', '=', String(transaction))
        .executeTakeFirstOrThrow();
    };
    const { id: orderId } = await order(1);
    const { id: paymentId, unapplied_reason } = await tell(14_999_101, 'suspected_fraud');
    assert.equal(unapplied_reason, 'suspected_fraud');
    assert.match((await call('')).text, /nghi ngờ gian lận/);
    assert.equal((await call('payments/assign', { paymentId, orderId })).status, 409);
    assert.equal((await call('payments/approve', { paymentId })).status, 303);
    assert.equal((await call('payments/assign', { paymentId, orderId })).status, 303);
    assert.equal((await read(orderId)).state, 'paid');
    await tell(14_999_102, 'suspected_fraud');
    assert.equal((await tell(14_999_102, 'paid')).unapplied_reason, 'unmatched');
  });
});

// Last, because the address of every test here is locked out after it.
describe('guessing the password of operations', () => {
  it('guessing the operations password is stopped after a few tries, even with the right one', async () => {
    stopLimits(server);
    const { authorization } = operationsHeaders();
    const first = await fetch(`${server.url}/operations/`, { headers: { authorization } });
    const [cookie = ''] = (first.headers.get('set-cookie') ?? '').split(';');
    for (let i = 0; i < 10; i++) {
      assert.equal((await call('', undefined, { password: 'guess' })).status, 401);
    }
    assert.equal((await call('', undefined, { password: 'guess' })).status, 429);
    assert.equal((await call('')).status, 429);
    // A browser that signed in before is not locked out by guesses from its own network.
    const again = await fetch(`${server.url}/operations/`, { headers: { authorization, cookie } });
    assert.equal(again.status, 200);
    const forged = {
      authorization,
      cookie: `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`,
    };
    const other = await fetch(`${server.url}/operations/`, { headers: forged });
    assert.equal(other.status, 429);
  });
});
