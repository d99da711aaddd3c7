import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { runOrderLife } from '../jobs/run-order-life.ts';
import { reportMoney } from '../testing/gateways/reported-money.ts';
import { deedsOf, OPERATIONS_PASSWORD, operations, refundsDue } from '../testing/operations.ts';
import { stopAndCheckMoney } from '../testing/stop-and-check-money.ts';
import {
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, NOW, signInAt, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(60);
const some = handOut(codes);
const PRICE = 2_950_000;
const LINE = 'ASP Kế toán – Doanh nghiệp, hạn mới 31/12/2027';

before(async () => {
  ({ server, client } = await openFirm(codes, { OPERATIONS_PASSWORD }));
});
after(() => stopAndCheckMoney(server));

const read = (orderId: string) => client.orders.get.query({ orderId });

async function order(count = 1) {
  const own = some(count);
  const { id } = await client.orders.place.mutate(await orderOf(client, own));
  return { ...(await read(id)), own };
}

/** An order whose first two licences, of one price, are of one customer. */
async function orderOfTwins() {
  const placed = await order(3);
  const [first, second] = placed.lines;
  assert.ok(first && second);
  await server.context.db
    .updateTable('order_lines')
    .set({ tax_code: first.customer.taxCode, license_external_id: 'HDDT-2', one_of_several: 1 })
    .where('id', '=', second.id)
    .execute();
  return { ...placed, first, second };
}

async function unmatched(amount: number, memo: string): Promise<string> {
  await reportTransfer(server, { amount, memo });
  const { id } = await server.context.db
    .selectFrom('payments')
    .select('id')
    .where('memo', '=', memo)
    .executeTakeFirstOrThrow();
  return id;
}

/** Sent by a person who has checked. */
const call = (path: string, form: Record<string, string>) =>
  operations(server, path, { checked: 'yes', ...form });

const plain = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** The page after an action, and what it says of it. */
async function doneOf(answer: { status: number; location: string }) {
  assert.equal(answer.status, 303);
  const { text } = await operations(server, answer.location.replace('/operations/', ''));
  const notice = /<section class="card notice good".*?<\/section>/s.exec(text)?.[0] ?? '';
  return { text, notice: plain(notice) };
}

/** The values and labels between which a refused form lets a person choose. */
const choicesIn = (text: string, name = 'choice') =>
  [...text.matchAll(/type="radio" name="([^"]*)" value="([^"]*)"[^>]*><span>([^<]*)</g)]
    .filter(([, of]) => of === name)
    .map(([, , value = '', label = '']) => ({ value, label }));

/** The names of the fields that the page marks as wrong. */
const wrongIn = (text: string) =>
  [...text.matchAll(/<input [^>]*name="([^"]*)"[^>]*aria-invalid="true"/g)].map(([, name]) => name);

const paidIn = async (orderId: string) =>
  (await read(orderId)).lines.map(({ state }) => state === 'paid');

describe('whose licence money pays', () => {
  it('of two licences of one price, a person chooses the one that is paid, and reads which it was', async () => {
    const { id, own, first, second } = await orderOfTwins();
    const paymentId = await unmatched(PRICE, 'tra tien mot phan mem');
    const form = { paymentId, orderId: id, orderNumber: '', taxCode: own[0] ?? '' };
    const refused = await call('payments/assign', form);
    assert.equal(refused.status, 400);
    assert.match(plain(refused.text), /Có 2 giấy phép đúng 2\.950\.000 ₫: chọn giấy phép được/);
    assert.deepEqual(choicesIn(refused.text), [
      { value: first.id, label: `${first.customer.name}, MST ${own[0]}: ${LINE}` },
      {
        value: second.id,
        label: `${second.customer.name}, MST ${own[0]}: ${LINE.replace(',', ' (HDDT-2),')}`,
      },
    ]);
    assert.match(refused.text, new RegExp(`name="taxCode" value="${own[0]}"`));
    assert.deepEqual(wrongIn(refused.text), []);
    assert.deepEqual(await paidIn(id), [false, false, false]);
    const other = (await order()).lines[0]?.id ?? '';
    const strange = await call('payments/assign', { ...form, choice: other });
    assert.equal(strange.status, 404);
    assert.match(plain(strange.text), /Giấy phép đã chọn không phải của đơn hàng hoặc MST này/);
    const { notice } = await doneOf(await call('payments/assign', { ...form, choice: second.id }));
    assert.deepEqual(await paidIn(id), [false, true, false]);
    assert.ok(notice.includes(`Đã thanh toán cho ${second.customer.name}, MST ${own[0]}`), notice);
    assert.match(notice, /\(HDDT-2\), hạn mới 31\/12\/2027\./);
    assert.doesNotMatch(notice, /Đưa lại/);
  });

  it('money of just one licence’s price pays no whole order before a person has chosen', async () => {
    const { id, lines, number } = await order(14);
    const other = await order(2);
    const paymentId = await unmatched(PRICE, 'phan mem ke toan');
    const form = { paymentId, orderId: '', orderNumber: number };
    const refused = await call('payments/assign', form);
    assert.match(plain(refused.text), /Có 14 giấy phép đúng .*, hoặc ghi MST khách hàng\./);
    const choices = choicesIn(refused.text);
    assert.deepEqual(
      choices.map(({ value }) => value),
      [...lines.slice(0, 12).map((line) => line.id), `whole ${id}`],
    );
    const whole = { ...form, choice: `whole ${id}` };
    const strange = await call('payments/assign', { ...whole, orderNumber: other.number });
    assert.match(plain(strange.text), /Giấy phép đã chọn không phải của đơn hàng/);
    assert.deepEqual((await read(other.id)).unapplied, []);
    const { notice } = await doneOf(await call('payments/assign', whole));
    assert.match(notice, /còn thiếu 38\.350\.000 ₫ cho .* và 13 giấy phép khác\./);
  });

  it('the memo’s customer alone is asked about where the memo names one of two licences’ owner', async () => {
    const { id, own, first, second } = await orderOfTwins();
    const paymentId = await unmatched(PRICE, `gia han mst ${own[0]}`);
    const { text } = await operations(server, '');
    assert.match(plain(text), /số tiền của 2 giấy phép \(ghi MST khách hàng, hoặc chọn/);
    const refused = await call('payments/assign', { paymentId, orderId: id, orderNumber: '' });
    assert.deepEqual(
      choicesIn(refused.text).map(({ value }) => value),
      [first.id, second.id, `whole ${id}`],
    );
    await call('payments/return', { paymentId });
  });
});

describe('money for an order that has expired', () => {
  const LATE = NOW + 32 * 86_400_000;

  afterEach(async () => {
    client = await signInAt(server, NOW);
  });

  async function expired(count: number) {
    const placed = await order(count);
    client = await signInAt(server, LATE);
    await runOrderLife(server.context);
    assert.equal((await read(placed.id)).state, 'cancelled');
    return placed;
  }

  it('the page says that late money may renew the licence, and money for one customer renews its own alone', async () => {
    const { id, own, number } = await expired(3);
    const money = { amount: PRICE, memo: `tre han ${number}`, toldAt: { text: '', at: LATE } };
    const paymentId = await reportMoney(server, money);
    const { text } = await operations(server, '');
    assert.match(
      plain(text),
      new RegExp(`${number} · .* 8\\.850\\.000 ₫, đã đóng: tiền đến trong 7 ngày`),
    );
    const form = { paymentId, orderId: id, orderNumber: '' };
    const choices = choicesIn((await call('payments/assign', form)).text);
    assert.equal(choices.length, 3, 'not the whole order: too little does not wait');
    await doneOf(await call('payments/assign', { ...form, taxCode: own[1] ?? '' }));
    assert.deepEqual(await paidIn(id), [false, true, false]);
  });

  it('late money for a customer’s closed line is not refused for an open line of another', async () => {
    const { id, own, lines } = await order(2);
    const [lineId = ''] = lines.map((line) => line.id);
    await client.orders.cancel.mutate({ orderId: id, lineIds: [lineId], reason: 'Chưa trả' });
    const paymentId = await unmatched(PRICE, `tre cua ${own[0]}`);
    const form = { paymentId, orderId: id, orderNumber: '', taxCode: own[0] ?? '' };
    await doneOf(await call('payments/assign', form));
    assert.deepEqual(await paidIn(id), [true, false]);
  });

  it('money that comes too late for an expired order is due back, and pays its new order', async () => {
    const { id, own } = await expired(1);
    const at = LATE + 20 * 86_400_000;
    client = await signInAt(server, at);
    const paymentId = await reportMoney(server, {
      ...{ amount: PRICE, memo: `qua han ${own[0]}`, toldAt: { text: '', at } },
    });
    const { notice } = await doneOf(
      await call('payments/assign', { paymentId, orderId: id, orderNumber: '' }),
    );
    assert.match(notice, /Cần hoàn 2\.950\.000 ₫: dòng này đã đóng quá 7 ngày/);
    const again = await client.orders.place.mutate(await orderOf(client, own));
    await doneOf(await call('payments/unassign', { paymentId }));
    await doneOf(
      await call('payments/assign', { paymentId, orderId: '', orderNumber: again.number }),
    );
    assert.deepEqual(await paidIn(again.id), [true]);
  });
});

describe('parts of split money', () => {
  it('a part pays the customer’s line that it names, and two parts pay two customers of one order', async () => {
    const [many, other] = [await order(4), await order()];
    const [, second, third] = many.own;
    const paymentId = await unmatched(3 * PRICE, 'tra cho ba cong ty');
    const row = (at: number, number: string, taxCode = '') => ({
      [`orderNumber${at}`]: number,
      [`amount${at}`]: '2.950.000',
      [`taxCode${at}`]: taxCode,
    });
    const form = {
      paymentId,
      ...row(1, many.number, second),
      ...row(2, other.number),
      ...row(3, many.number, third),
    };
    const { notice } = await doneOf(await call('payments/split', form));
    assert.deepEqual(await paidIn(many.id), [false, true, true, false]);
    assert.deepEqual(await paidIn(other.id), [true]);
    for (const line of [many.lines[1], other.lines[0], many.lines[2]]) {
      assert.ok(notice.includes(`Đã thanh toán cho ${line?.customer.name}, MST`), notice);
    }
  });

  it('a refused split marks the field of the row that is wrong, and keeps what was typed', async () => {
    const [one, two] = [await order(3), await order()];
    const paymentId = await unmatched(2 * PRICE, 'tra cho hai don');
    const right = {
      ...{ orderNumber1: one.number, amount1: '2950000', taxCode1: one.own[1] ?? '' },
      ...{ orderNumber3: two.number, amount3: '2950000', taxCode3: two.own[0] ?? '' },
    };
    for (const [change, field, text] of [
      [{ orderNumber3: 'DH999999' }, 'orderNumber3', /Không có đơn hàng số DH999999\./],
      [{ amount3: 'hai triệu' }, 'amount3', /Dòng 3: «hai triệu» không phải số tiền\./],
      [{ amount3: '' }, 'amount3', /Dòng 3: ghi cả số đơn hàng và số tiền\./],
      [{ orderNumber3: '' }, 'orderNumber3', /Dòng 3: ghi cả số đơn hàng và số tiền\./],
      [{ amount3: '1' }, 'amount3', /Tổng các phần là 2\.950\.001 ₫/],
      [{ taxCode3: one.own[0] ?? '' }, 'taxCode3', /không có dòng chưa thanh toán nào của MST/],
      [
        { orderNumber3: one.number, taxCode3: one.own[1] ?? '' },
        'orderNumber3',
        /Dòng 3: đơn hàng này đã ghi ở dòng trên/,
      ],
      [{ orderNumber1: 'DH999999' }, 'orderNumber1', /Không có đơn hàng/],
    ] as const) {
      const typed: Record<string, string> = { paymentId, ...right, ...change };
      const answer = await call('payments/split', typed);
      assert.deepEqual(wrongIn(answer.text), [field], JSON.stringify(change));
      assert.match(plain(answer.text), text);
      for (const [name, value] of Object.entries(typed).filter(([, value]) => value !== '')) {
        assert.ok(answer.text.includes(`name="${name}" value="${value}"`), `${name}: ${value}`);
      }
    }
    const undecided = await call('payments/split', { paymentId, ...right, taxCode1: '' });
    assert.deepEqual(wrongIn(undecided.text), []);
    const [, meant] = choicesIn(undecided.text, 'choice1');
    assert.equal(meant?.value, one.lines[1]?.id);
    const chosen = { paymentId, ...right, taxCode1: '', choice1: meant?.value ?? '' };
    await doneOf(await call('payments/split', chosen));
    assert.deepEqual(await paidIn(one.id), [false, true, false]);
  });
});

describe('a form with two rows in doubt', () => {
  /** The fields of the form that splits this payment, as a browser would send them. */
  const fieldsOf = (text: string, paymentId: string) => {
    const forms = text
      .split('<form ')
      .filter((form) => form.includes('/operations/payments/split'));
    const form = forms.find((each) => each.includes(paymentId)) ?? assert.fail('no such form');
    const [body = ''] = form.split('</form>');
    const inputs = [...body.matchAll(/<input ([^>]*)>/g)].map(([, tag = '']) => tag);
    const of = (tag: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
    const sent = inputs.filter((tag) => !/type="(radio|checkbox)"/.test(tag));
    return Object.fromEntries(sent.map((tag) => [of(tag, 'name'), of(tag, 'value')]));
  };

  it('both rows are chosen one after the other, and a changed row is asked about again', async () => {
    const [one, two] = [await order(2), await order(2)];
    const paymentId = await unmatched(2 * PRICE, 'hai don chua ro');
    let form: Record<string, string> = {
      paymentId,
      ...{ orderNumber1: one.number, amount1: '2950000' },
      ...{ orderNumber2: two.number, amount2: '2950000' },
    };
    let page = (await call('payments/split', form)).text;
    form = { ...fieldsOf(page, paymentId), choice1: one.lines[1]?.id ?? '' };
    page = (await call('payments/split', form)).text;
    form = fieldsOf(page, paymentId);
    assert.equal(form.choice1, one.lines[1]?.id);
    assert.equal(choicesIn(page, 'choice2').length, 3);
    const changed = { ...form, taxCode1: one.own[0] ?? '' };
    const refused = (await call('payments/split', changed)).text;
    assert.deepEqual(wrongIn(refused), ['taxCode1']);
    assert.equal(fieldsOf(refused, paymentId).choice1, undefined);
    await doneOf(await call('payments/split', { ...form, choice2: two.lines[0]?.id ?? '' }));
    assert.deepEqual(
      [await paidIn(one.id), await paidIn(two.id)],
      [
        [false, true],
        [true, false],
      ],
    );
  });
});

describe('money that was assigned to the wrong order', () => {
  it('short money is taken off its order at once, and pays the right one', async () => {
    const [wrong, right] = [await order(2), await order()];
    const paymentId = await unmatched(PRICE - 1, 'thieu mot dong');
    const form = { paymentId, orderId: '', orderNumber: wrong.number };
    const { notice, text } = await doneOf(await call('payments/assign', form));
    assert.match(notice, /còn thiếu 2\.950\.001 ₫ cho .* và 1 giấy phép khác\./);
    assert.match(notice, /Đưa lại vào tiền đang giữ/);
    assert.match(text, /action="\/operations\/payments\/unassign"/);
    assert.equal((await read(wrong.id)).unapplied.length, 1);
    const { notice: taken } = await doneOf(await call('payments/unassign', { paymentId }));
    assert.match(taken, /Đã đưa khoản tiền lại vào tiền đang giữ\./);
    assert.deepEqual((await read(wrong.id)).unapplied, []);
    assert.equal((await call('payments/unassign', { paymentId })).status, 409);
    const again = { paymentId, orderId: '', orderNumber: right.number };
    await doneOf(await call('payments/assign', again));
    assert.equal((await read(right.id)).unapplied[0]?.missing, 1);
    assert.deepEqual(await deedsOf(server, paymentId), [
      'payment.assigned',
      'payment.unassigned',
      'payment.assigned',
    ]);
    server.setNow(NOW + 4 * 86_400_000);
    const listed = await operations(server, '?list=underpaid');
    server.setNow(NOW);
    assert.match(plain(listed.text), /Khoản đã nhận 2\.949\.999 ₫ «thieu mot dong»/);
    assert.match(listed.text, new RegExp(`name="paymentId" value="${paymentId}"`));
  });

  it('a refund of money for a paid order is withdrawn, and the money pays another', async () => {
    const [paid, open] = [await order(), await order()];
    await reportTransfer(server, await startTransfer(client, paid.id));
    const paymentId = await unmatched(PRICE, `tra nham ${paid.number}`);
    const form = { paymentId, orderId: paid.id, orderNumber: '' };
    const { notice } = await doneOf(await call('payments/assign', form));
    assert.match(notice, /Cần hoàn 2\.950\.000 ₫: /);
    assert.match(notice, /Đưa lại vào tiền đang giữ/);
    const dueFor = async () =>
      (await refundsDue(server)).filter((refund) => refund.payment_id === paymentId);
    assert.equal((await dueFor()).length, 1);
    const { text } = await operations(server, '?list=refunds');
    assert.match(
      plain(text),
      /Không hoàn: dùng cho đơn hàng khác Tôi đã kiểm tra Đưa lại vào tiền đang giữ/,
    );
    await doneOf(await call('payments/unassign', { paymentId }));
    assert.deepEqual(await dueFor(), []);
    await doneOf(
      await call('payments/assign', { paymentId, orderId: '', orderNumber: open.number }),
    );
    assert.deepEqual(await paidIn(open.id), [true]);
    assert.equal((await read(paid.id)).payments.length, 1);
  });
});
