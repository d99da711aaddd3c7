import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toPlainText } from '../channels/mail/document/mail-document.ts';
import { renderMail } from '../channels/mail/render-mail.ts';
import { checkCharacter, findPaymentReferences } from '../payments/core/payment-reference.ts';
import { checkMoney } from '../payments/settlement/check-money.ts';
import { settlePayment } from '../payments/settlement/settle-payment.ts';
import { payosWebhook } from '../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways } from '../testing/gateways/firm-with-gateways.ts';
import { reportMoney } from '../testing/gateways/reported-money.ts';
import { OPERATIONS_PASSWORD, operations } from '../testing/operations.ts';
import {
  handOut,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import type { Client, TestServer } from '../testing/test-server.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(80);
const some = handOut(codes);
let last = 7_000_000;

openFirmWithGateways(
  codes,
  (opened) => {
    ({ server, client } = opened);
  },
  { OPERATIONS_PASSWORD },
);

async function order(count = 1) {
  const own = some(count);
  const { id } = await client.orders.place.mutate(await orderOf(client, own));
  return await read(id);
}

const read = (orderId: string) => client.orders.get.query({ orderId });

async function payosAttempt() {
  const { id: orderId, number } = await order();
  const attempt = await client.payments.start.mutate({ orderId, method: 'payos', locale: 'vi' });
  const { reference, amount } = await server.context.db
    .selectFrom('payment_attempts')
    .select(['reference', 'amount'])
    .where('id', '=', attempt.id)
    .executeTakeFirstOrThrow();
  const pay = async () => {
    const body = payosWebhook({ reference, amount, transactionId: `PAYOS${++last}` });
    await fetch(`${server.url}/gateways/payos`, { method: 'POST', body });
  };
  return { orderId, number, reference, amount, pay };
}

const payment = (id: string) =>
  server.context.db.selectFrom('payments').selectAll().where('id', '=', id).executeTakeFirst();

const deedsOf = async (subjectId: string) =>
  (
    await server.context.db
      .selectFrom('audit_log')
      .select(['action', 'details'])
      .where('subject_id', '=', subjectId)
      .where('actor', '=', 'operations:lan')
      .orderBy('id')
      .execute()
  ).map(({ action, details }) => [action, JSON.parse(details)] as const);

/** The page's list item that contains this text, as it is read. */
async function itemWith(text: string, page = operations(server, '')): Promise<string> {
  const found = (await page).text.split('<li>').find((item) => item.includes(text));
  assert.ok(found, `nothing says ${text}`);
  return found.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

const call = (path: string, form: Record<string, string>) =>
  operations(server, path, { checked: 'yes', ...form });

describe('money that may be a second report of one movement', () => {
  /** payOS has reported it; then SePay does, for an account that payOS doesn't name. */
  async function doubtful() {
    const attempt = await payosAttempt();
    await attempt.pay();
    const paymentId = await reportMoney(server, {
      amount: attempt.amount,
      references: [attempt.reference],
      memo: `tt ${attempt.reference}`,
      accounts: ['9990001112'],
    });
    const { possible_duplicate_of: ofPaymentId } = (await payment(paymentId)) ?? {};
    assert.ok(ofPaymentId);
    return { ...attempt, paymentId, ofPaymentId };
  }

  it('a possible duplicate is shown beside the other, and neither assigned nor refunded before', async () => {
    const { paymentId, orderId, number } = await doubtful();
    const item = await itemWith(paymentId);
    for (const shown of [
      'cùng mã thanh toán trong nội dung',
      'hai tài khoản khác nhau',
      'payOS',
      'Chuyển khoản (SePay)',
      '9990001112',
      '0123456789',
      number,
      'Cùng một giao dịch',
      'Hai giao dịch khác nhau',
    ]) {
      assert.ok(item.includes(shown), `${shown}: ${item}`);
    }
    assert.doesNotMatch(item, /Chuyển sang cần hoàn|Gán cho đơn hàng/);
    for (const [path, form] of [
      ['payments/return', {}],
      ['payments/assign', { orderId }],
      ['payments/set-aside', { note: 'lãi' }],
      ['payments/split', {}],
    ] as const) {
      const { status } = await call(path, { paymentId, ...form });
      assert.ok(status === 409 || status === 400, `${path}: ${status}`);
    }
    const { unapplied, unapplied_reason } = (await payment(paymentId)) ?? {};
    assert.deepEqual([unapplied, unapplied_reason], [2_950_000, 'unmatched']);
    const { payload } = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'payment_unmatched')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const mail = await renderMail(server.context, {
      kind: 'payment_unmatched',
      ...JSON.parse(payload),
    });
    assert.ok(mail);
    const text = `${mail.subject} ${toPlainText(mail)}`;
    assert.match(text, /có thể được báo hai lần/);
    assert.doesNotMatch(text, /hoàn tiền/);
  });

  it('a person joins a duplicate as evidence, once, and its report is recognised from then on', async () => {
    const { paymentId, ofPaymentId, orderId } = await doubtful();
    const second = await payment(paymentId);
    const form = { paymentId, ofPaymentId };
    assert.equal((await operations(server, 'payments/join', form)).status, 400, 'not checked');
    const answers = await Promise.all([call('payments/join', form), call('payments/join', form)]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409]);
    assert.equal(await payment(paymentId), undefined);
    const reports = await server.context.db
      .selectFrom('payment_reports')
      .selectAll()
      .where('payment_id', '=', ofPaymentId)
      .execute();
    assert.deepEqual(
      reports.map(({ raw, because, amount }) => [raw, because, amount]),
      [[second?.raw, 'person', 2_950_000]],
    );
    assert.equal((await read(orderId)).payments.length, 1);
    const [deed] = await deedsOf(ofPaymentId);
    assert.equal(deed?.[0], 'payment.joined');
    assert.equal(deed?.[1].transactionId, second?.gateway_transaction_id);
    const again = await settlePayment(server.context, {
      gateway: 'sepay',
      transactionId: second?.gateway_transaction_id ?? '',
      references: [],
      amount: 2_950_000,
      memo: '',
      bankReference: null,
      raw: '{}',
      toldAt: null,
      suspectedFraud: false,
    });
    assert.equal(again, 'repeated');
    assert.match(await itemWith(reports[0]?.id ?? ''), /Người vận hành đã gộp/);
  });

  it('a possible duplicate becomes money when a person says so: here a second payment, due back', async () => {
    const { paymentId, orderId } = await doubtful();
    assert.equal((await call('payments/separate', { paymentId })).status, 303);
    assert.equal((await call('payments/separate', { paymentId })).status, 409);
    const { payments } = await read(orderId);
    assert.deepEqual(
      payments.map(({ allocated, refundDue }) => [allocated, refundDue]),
      [
        [2_950_000, 0],
        [0, 2_950_000],
      ],
    );
    assert.equal((await deedsOf(paymentId))[0]?.[0], 'payment.separated');
  });

  it('a duplicate that was taken for money can be joined later, while none of it has gone back', async () => {
    const { paymentId, ofPaymentId, orderId } = await doubtful();
    await call('payments/separate', { paymentId });
    const item = await itemWith(`value="${ofPaymentId}"`);
    assert.match(item, /Có thể trùng với khoản đã ghi nhận/);
    const [due] = (await read(orderId)).payments[1]?.refunds ?? [];
    assert.ok(due);
    assert.equal((await call('payments/join', { paymentId, ofPaymentId })).status, 303);
    const { payments } = await read(orderId);
    assert.deepEqual(
      payments.map(({ received, refundDue }) => [received, refundDue]),
      [[2_950_000, 0]],
    );
    const waiting = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', 'in', ['refund_due', 'refund_due_operations'])
      .execute();
    assert.ok(!waiting.some(({ payload }) => payload.includes(due.id)), 'nobody is told of it now');
    assert.equal((await deedsOf(ofPaymentId))[0]?.[1].withdrawnRefunds[0].id, due.id);
  });

  it('a payment is not joined when it has paid a line, went back, or is the same reporter’s', async () => {
    const { paymentId, ofPaymentId, orderId } = await doubtful();
    const swapped = { paymentId: ofPaymentId, ofPaymentId: paymentId };
    assert.equal((await call('payments/join', swapped)).status, 409, 'it has paid a line');
    assert.equal((await call('payments/join', { paymentId, ofPaymentId: paymentId })).status, 409);
    await call('payments/separate', { paymentId });
    const [due] = (await read(orderId)).payments[1]?.refunds ?? [];
    await call('refunds/mark', { refundDueId: due?.id ?? '', reference: 'FT1' });
    const refused = await call('payments/join', { paymentId, ofPaymentId });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Không gộp được hai khoản này/);
  });

  it('a report joined by mistake becomes money again when a person says so', async () => {
    const attempt = await payosAttempt();
    await attempt.pay();
    // An hour later, by the memo alone: it may as well be the payer's second transfer.
    await reportTransfer(server, {
      amount: attempt.amount,
      memo: attempt.reference,
      at: '2026-11-23 11:00:00',
    });
    const report = await server.context.db
      .selectFrom('payment_reports')
      .selectAll()
      .where('names', '=', attempt.reference)
      .executeTakeFirstOrThrow();
    assert.match(await itemWith(report.id), /cách nhau hơn 15 phút/);
    assert.equal((await call('reports/separate', { reportId: report.id })).status, 303);
    assert.equal((await call('reports/separate', { reportId: report.id })).status, 404);
    const { payments } = await read(attempt.orderId);
    assert.deepEqual(
      payments.map(({ refundDue }) => refundDue),
      [0, attempt.amount],
    );
  });

  it('an unmatched payment is joined by the number that a person types', async () => {
    const attempt = await payosAttempt();
    await attempt.pay();
    const { bank_reference } =
      (await server.context.db
        .selectFrom('payments')
        .select('bank_reference')
        .where('memo', '=', attempt.reference)
        .executeTakeFirst()) ?? {};
    const paymentId = await reportMoney(server, { amount: attempt.amount - 11_000 });
    const own = (await payment(paymentId))?.gateway_transaction_id ?? '';
    for (const number of ['', 'FT000000', own]) {
      const { status } = await call('payments/join', { paymentId, number });
      assert.ok(status === 400 || status === 404, `${number}: ${status}`);
    }
    const form = { paymentId, number: `${bank_reference}`.toLowerCase() };
    assert.equal((await call('payments/join', form)).status, 303);
    assert.equal(await payment(paymentId), undefined);
  });
});

describe('money that is no customer’s', () => {
  it('money that is no customer’s is set aside with a note, counted apart, and taken back', async () => {
    const paymentId = await reportMoney(server, { amount: 12_345, memo: 'LAI TIEN GUI T11' });
    const unmatched = async () =>
      (await (await fetch(`${server.url}/health`)).json()).unmatchedPayments as number;
    const before = await unmatched();
    const bare = await call('payments/set-aside', { paymentId, note: '  ' });
    assert.equal(bare.status, 400);
    assert.match(await itemWith('LAI TIEN GUI', Promise.resolve(bare)), /Hãy ghi chú/);
    assert.match(bare.text, /<details open><summary>Không phải tiền khách hàng/);
    const form = { paymentId, note: 'Lãi tiền gửi tháng 11' };
    const unchecked = await operations(server, 'payments/set-aside', form);
    assert.equal(unchecked.status, 400);
    assert.equal((await call('payments/set-aside', form)).status, 303);
    assert.equal((await call('payments/set-aside', form)).status, 409);
    assert.equal(await unmatched(), before - 1);
    const row = await payment(paymentId);
    assert.deepEqual([row?.unapplied, row?.set_aside, row?.unapplied_reason], [0, 12_345, null]);
    assert.deepEqual(await checkMoney(server.context.db), []);
    const item = await itemWith(paymentId);
    assert.match(item, /Lãi tiền gửi tháng 11/);
    assert.match((await operations(server, '')).text, /<section class="card" id="aside">.*12\.345/);
    assert.equal((await call('payments/return', { paymentId })).status, 409);
    assert.equal((await call('payments/take-back', { paymentId })).status, 303);
    assert.equal((await call('payments/take-back', { paymentId })).status, 409);
    const back = await payment(paymentId);
    assert.deepEqual(
      [back?.unapplied, back?.set_aside, back?.unapplied_reason],
      [12_345, 0, 'unmatched'],
    );
    assert.deepEqual(
      (await deedsOf(paymentId)).map(([action, details]) => [action, details.note ?? null]),
      [
        ['payment.set_aside', 'Lãi tiền gửi tháng 11'],
        ['payment.taken_back', null],
      ],
    );
  });

  it('money can’t be set aside by half, without a note, beside a refund, or while unapplied', async () => {
    const { db } = server.context;
    const paymentId = await reportMoney(server, { amount: 50_000 });
    const update = (change: Record<string, unknown>) =>
      db.updateTable('payments').set(change).where('id', '=', paymentId).execute();
    const aside = { unapplied: 0, unapplied_reason: null };
    await assert.rejects(update({ ...aside, set_aside: 50_000 }), /CHECK/i);
    await assert.rejects(update({ ...aside, set_aside: 50_000, set_aside_note: ' ' }), /CHECK/i);
    await assert.rejects(update({ ...aside, set_aside: 1, set_aside_note: 'x' }), /CHECK/i);
    await assert.rejects(update({ set_aside: 50_000, set_aside_note: 'x' }), /left|CHECK/i);
    await assert.rejects(update({ set_aside_note: 'x' }), /CHECK/i);
    await call('payments/return', { paymentId });
    await assert.rejects(
      update({ set_aside: 50_000, set_aside_note: 'x' }),
      /more than is left of the payment/,
    );
  });
});

describe('a reference that is nearly right', () => {
  /** Five orders of one price; the memo means the first, which is the oldest. */
  async function fiveOrders() {
    const first = await order();
    const transfer = await startTransfer(client, first.id);
    for (let i = 0; i < 5; i++) await startTransfer(client, (await order()).id);
    return { first, ...transfer };
  }

  const EDITS: [string, (reference: string) => string, string][] = [
    ['cut by one character', (text) => text.slice(0, -1), 'thiếu hoặc sai ký tự cuối'],
    ['cut by three characters', (text) => text.slice(0, -3), 'thiếu hoặc sai ký tự cuối'],
    ['wrong in one character', (text) => `${text.slice(0, 4)}7${text.slice(5)}`, 'sai một ký tự'],
    ['without one character', (text) => text.slice(0, 4) + text.slice(5), 'thiếu một ký tự'],
    ['with one too many', (text) => `${text.slice(0, 4)}0${text.slice(4)}`, 'thừa một ký tự'],
    ['without its first letter', (text) => `TT ${text.slice(1)}`, 'sai phần đầu'],
  ];
  for (const [how, edit, why] of EDITS) {
    it(`${how}: the right one of six orders of one price is the first guess, with the reason`, async () => {
      const { first, amount, memo } = await fiveOrders();
      const written = edit(memo);
      // By chance, an edit may leave the text as it was.
      if (written === memo) return;
      const paymentId = await reportMoney(server, { amount, memo: `CT DEN ${written}` });
      const page = await operations(server, '');
      const item = page.text.split('<li>').find((text) => text.includes(paymentId)) ?? '';
      const guesses = [...item.matchAll(/<strong>(DH\d+)<\/strong>/g)].map(([, number]) => number);
      assert.equal(guesses[0], first.number, item);
      assert.ok(item.includes(`gần đúng mã thanh toán ${memo}`), item);
      assert.ok(item.includes(why), `${why}: ${item}`);
      const form = { paymentId, orderId: first.id, orderNumber: '' };
      assert.equal((await call('payments/assign', form)).status, 303);
      assert.equal((await read(first.id)).state, 'paid');
    });
  }

  it('a near reference is no first guess with another amount, or where the order is paid', async () => {
    const { first, amount, memo } = await fiveOrders();
    const cut = memo.slice(0, -1);
    const other = await itemWith(await reportMoney(server, { amount: amount - 1, memo: cut }));
    assert.doesNotMatch(other, /gần đúng/);
    await reportTransfer(server, { amount, memo });
    const late = await itemWith(await reportMoney(server, { amount, memo: `x ${cut}` }));
    assert.doesNotMatch(late, /gần đúng/);
    assert.equal((await read(first.id)).state, 'paid');
  });

  it('a former reference with O for 0, or L for 1, pays by itself', async () => {
    const { id } = await order();
    const transfer = await startTransfer(client, id);
    const old = `GH0A1B2C${checkCharacter('GH0A1B2C')}`;
    await server.context.db
      .updateTable('payment_attempts')
      .set({ reference: old })
      .where('reference', '=', transfer.memo)
      .execute();
    const memo = `ghoalb2c${old.at(-1)?.toLowerCase()}`;
    assert.deepEqual(findPaymentReferences(memo), [old]);
    await reportTransfer(server, { amount: transfer.amount, memo });
    assert.equal((await read(id)).state, 'paid');
  });
});

describe('one payment for several orders', () => {
  async function named() {
    const [one, two] = [await order(1), await order(2)];
    const memos = [await startTransfer(client, one.id), await startTransfer(client, two.id)];
    const amount = one.due + two.due;
    const paymentId = await reportMoney(server, {
      amount,
      references: memos.map(({ memo }) => memo),
      memo: memos.map(({ memo }) => memo).join(' '),
    });
    return { one, two, amount, paymentId };
  }

  it('a payment whose memo names two orders is offered in parts, and pays both in one transaction', async () => {
    const { one, two, amount, paymentId } = await named();
    const page = await operations(server, '');
    const item = page.text.split('<li>').find((text) => text.includes(paymentId)) ?? '';
    assert.match(item, /<details open><summary>Chia cho nhiều đơn hàng/);
    const value = (name: string) =>
      item.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '';
    const names = ['orderNumber1', 'amount1', 'orderId1', 'knownNumber1'].flatMap((name) => [
      name,
      name.replace('1', '2'),
    ]);
    const form = Object.fromEntries(names.map((name) => [name, value(name)]));
    const dong = (text = '') => Number(text.replaceAll('.', ''));
    assert.equal(dong(form.amount1) + dong(form.amount2), amount);
    assert.equal((await call('payments/split', { paymentId, ...form })).status, 303);
    for (const { id, due } of [one, two]) {
      const paid = await read(id);
      assert.equal(paid.state, 'paid');
      assert.deepEqual(
        paid.payments.map(({ received, allocated }) => [received, allocated]),
        [[due, due]],
      );
    }
    const whole = await payment(paymentId);
    assert.deepEqual([whole?.unapplied, whole?.split], [0, amount]);
    assert.equal((await deedsOf(paymentId))[0]?.[0], 'payment.split');
    assert.deepEqual(await checkMoney(server.context.db), []);
    assert.equal((await call('payments/split', { paymentId, ...form })).status, 409);
  });

  it('a split payment may be short for one order, which waits, and over for another, which is due back', async () => {
    const { one, two, amount, paymentId } = await named();
    const form = {
      paymentId,
      orderNumber1: one.number,
      amount1: `${one.due + 1_000}`,
      orderNumber2: two.number.toLowerCase(),
      amount2: (two.due - 1_000).toLocaleString('de'),
    };
    assert.equal(one.due + two.due, amount);
    assert.equal((await call('payments/split', form)).status, 303);
    assert.equal((await read(one.id)).payments[0]?.refundDue, 1_000);
    assert.equal((await read(two.id)).unapplied[0]?.missing, 1_000);
  });

  it('a split is refused with a reason where the parts don’t add up, or name no order', async () => {
    const { one, two, amount, paymentId } = await named();
    const [orderNumber1, orderNumber2] = [one.number, two.number];
    const FAULTS: [Record<string, string>, RegExp][] = [
      [{ orderNumber1, amount1: '1', orderNumber2, amount2: '2' }, /Tổng các phần là/],
      [{ orderNumber1, amount1: `${amount}` }, /ít nhất hai phần/],
      [{ orderNumber1, amount1: '1', orderNumber2, amount2: '' }, /Dòng 2/],
      [{ orderNumber1, amount1: 'x', orderNumber2, amount2: '2' }, /không phải số tiền/],
      [
        { orderNumber1, amount1: '-1', orderNumber2, amount2: `${amount + 1}` },
        /không phải số tiền/,
      ],
      [
        { orderNumber1, amount1: '1', orderNumber2: orderNumber1, amount2: `${amount - 1}` },
        /đơn hàng này đã ghi ở dòng trên/,
      ],
      [
        { orderNumber1, amount1: '1', orderNumber2: 'DH999999', amount2: `${amount - 1}` },
        /Không có đơn hàng số DH999999/,
      ],
    ];
    for (const [form, why] of FAULTS) {
      const answer = await call('payments/split', { paymentId, ...form });
      assert.ok(answer.status === 400 || answer.status === 404, JSON.stringify(form));
      assert.match(await itemWith(paymentId, Promise.resolve(answer)), why);
    }
    const { unapplied } = (await payment(paymentId)) ?? {};
    assert.equal(unapplied, amount);
  });

  it('the database prevents parts that exceed their payment', async () => {
    const { one, two, paymentId } = await named();
    const form = { orderNumber1: one.number, amount1: `${one.due}` };
    const rest = { orderNumber2: two.number, amount2: `${two.due}` };
    await call('payments/split', { paymentId, ...form, ...rest });
    const { db } = server.context;
    const part = await db
      .selectFrom('payments')
      .selectAll()
      .where('split_of', '=', paymentId)
      .executeTakeFirstOrThrow();
    const more = { ...part, id: 'more', gateway_transaction_id: 'more', amount: 1, unapplied: 0 };
    await assert.rejects(db.insertInto('payments').values(more).execute(), /more parts/);
  });
});
