import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { enqueue } from '../announce/outbox/enqueue.ts';
import type { Job } from '../announce/outbox/job.ts';
import { failureReason } from '../foundation/failure-reason.ts';
import { payerKey } from '../foundation/payer-key.ts';
import { OPERATIONS_PASSWORD, operations } from '../testing/operations.ts';
import { SQLITE_ALONE } from '../testing/test-database.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../testing/test-server.ts';
import { MOST_AT_ONCE } from './deeds/group-deeds.ts';
import { LIST_NAMES, SORTS } from './lists/view-of.ts';

const MANY = 120;
const DEAD = 2_000;

let server: TestServer;
let client: Client;
const codes = taxCodes(20);

before(async () => {
  ({ server, client } = await openFirm(codes, { OPERATIONS_PASSWORD }));
  for (let i = 0; i < MANY; i++) {
    await reportTransfer(server, { amount: 1, memo: `nguyen van an chuyen tien ${i}` });
  }
  await reportTransfer(server, { amount: 49_999_999, memo: 'tien gia han phan mem' });
  const order = await client.orders.place.mutate(await orderOf(client, codes.slice(0, 1)));
  const jobs = Array.from(
    { length: DEAD },
    (_, i): Job => ({
      ...{ kind: 'order_placed', orderId: order.id, lineIds: null },
      to: { name: '', email: `chu${i}@khach.example` },
    }),
  );
  await server.context.db.transaction().execute((tx) => enqueue(tx, NOW, jobs));
  await server.context.db
    .updateTable('outbox')
    .set({
      state: 'dead',
      tries: 1,
      last_error: '550 5.1.1 no such user',
      reason: '550 5.1.1 no such user',
    })
    .where('order_id', '=', order.id)
    .where('kind', '=', 'order_placed')
    .execute();
});
after(() => server.stop());

const page = async (query = '') => await operations(server, `?${query}`);
const field = (text: string, name: string) =>
  text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '';
const itemsOf = (text: string) => text.split('<li>').slice(1);
const nextOf = (text: string) =>
  text.match(/href="\/operations\/\?([^"]*)" rel="next"/)?.[1]?.replaceAll('&amp;', '&');

describe('the lists of the operations page', () => {
  it('work lists show the largest sum first, count and sum all, and group similar items', async () => {
    const { text } = await page();
    assert.match(
      text,
      /Tiền đang giữ <span class="muted">\(121\)<\/span> <span class="muted sum">50\.000\.119/,
    );
    const large = text.indexOf('«tien gia han phan mem»');
    const group = text.indexOf('120 × 1');
    assert.ok(large > 0 && group > large, `${large} ${group}`);
    assert.match(text, /2\.00\d × Thư xác nhận đặt hàng/);
  });

  it('work lists return every item once, page by page, in each sorting order', async () => {
    const { text: overview } = await page('list=unapplied');
    const like = overview.match(/like=([0-9a-f-]{36})/)?.[1];
    for (const sort of ['amount', 'oldest', 'newest']) {
      const seen: string[] = [];
      let query: string | undefined = `list=unapplied&like=${like}&sort=${sort}`;
      while (query !== undefined) {
        const { status, text } = await page(query);
        assert.equal(status, 200);
        seen.push(...itemsOf(text).map((item) => field(item, 'paymentId')));
        query = nextOf(text);
      }
      assert.equal(seen.length, MANY, sort);
      assert.equal(new Set(seen).size, MANY, sort);
    }
  });

  it('work lists count what waits on a page after the last item, too', async () => {
    for (const search of ['', '&q=tien']) {
      const { text } = await page(
        `list=unapplied${search}&after=0.00000000-0000-4000-8000-000000000000`,
      );
      assert.match(text, /Tiền đang giữ <span class="muted">\(121\)/, search);
      assert.match(text, /Hết danh sách/);
      assert.match(text, /Về đầu danh sách/);
      assert.equal(itemsOf(text).length, 0);
    }
  });

  it('work lists are searched by memo, amount and address, and say so where nothing is found', async () => {
    for (const amount of ['49999999', '49.999.999', '49.999.999 ₫', '49,999,999 VND']) {
      const { text } = await page(`list=unapplied&q=${encodeURIComponent(amount)}`);
      assert.equal(itemsOf(text).length, 1, amount);
    }
    assert.match((await page('list=dead&q=chu77%40khach')).text, /\(1\)/);
    for (const list of LIST_NAMES) {
      for (const sort of SORTS) {
        assert.equal(
          (await page(`list=${list}&sort=${sort}&q=xyz`)).status,
          200,
          `${list} ${sort}`,
        );
      }
    }
    const { text } = await page('list=unapplied&q=100%25_');
    assert.match(text, /Không tìm thấy «100%_»/);
  });

  it('an address that no link has is answered with 400 and the beginning of the lists', async () => {
    for (const query of [
      'list=alles',
      'list=unapplied&sort=up',
      'list=unapplied&after=x',
      'list=unapplied&after=1.2',
      'list=unapplied&after=99999999999999999999.00000000-0000-4000-8000-000000000000',
      "list=unapplied&like=' or 1=1",
      'q=without+a+list',
      `list=unapplied&q=${'x'.repeat(101)}`,
      'list=unapplied&q=%00',
    ]) {
      const { status, text } = await page(query);
      assert.equal(status, 400, query);
      assert.match(text, /Địa chỉ trang không đúng/);
    }
  });

  it('a group is dealt with at once, and never more of it than was seen', async () => {
    const group = itemsOf((await page('list=unapplied')).text).find((item) =>
      item.includes('120 × 1'),
    );
    const [likeId, upTo] = [field(group ?? '', 'likeId'), field(group ?? '', 'upTo')];
    await reportTransfer(server, { amount: 1, memo: 'nguyen van an chuyen tien sau' });
    const form = { likeId, upTo, view: 'list=unapplied' };
    assert.equal((await operations(server, 'groups/set-aside', form)).status, 400, 'not checked');
    const checked = { ...form, checked: 'yes', note: 'thu tai khoan' };
    const done = await operations(server, 'groups/set-aside', checked);
    assert.equal(done.status, 303);
    const { text } = await page(done.location.split('?')[1] ?? '');
    assert.match(text, /Đã ghi nhận 120 khoản tiền không phải của khách hàng\.</);
    assert.match(
      text,
      /Tiền đang giữ <span class="muted">\(2\)/,
      'the one that came later is left',
    );
    assert.match(text, /chuyen tien sau/);
    assert.equal((await operations(server, 'groups/set-aside', checked)).status, 404);
  });

  it('a group set aside is taken back as one, and small refunds of one payer are listed as one', async () => {
    const groupOf = async (list: string) => {
      const { text } = await page(`list=${list}`);
      assert.match(text, /<span class="muted">\(12\d\)/);
      const item = itemsOf(text).find((one) => one.includes('120 × 1')) ?? '';
      return { likeId: field(item, 'likeId'), upTo: field(item, 'upTo'), checked: 'yes', item };
    };
    const { item: _, ...aside } = await groupOf('aside');
    const { location } = await operations(server, 'groups/take-back', aside);
    assert.match(location, /count=120/);
    const { item: __, ...unapplied } = await groupOf('unapplied');
    assert.match((await operations(server, 'groups/return', unapplied)).location, /count=120/);
    const { text } = await page('list=refunds');
    assert.equal(itemsOf(text).length, 1);
    assert.match(text, /120 × 1/);
    assert.match(text, /\(120\)<\/span> <span class="muted sum">120/);
  });

  it('failed mails of a group are sent or dismissed, up to a maximum at a time, and never a refund', async () => {
    const dead = async () => {
      const { text } = await page('list=dead');
      const [item = ''] = itemsOf(text);
      return { item, form: { likeId: field(item, 'likeId'), upTo: field(item, 'upTo') } };
    };
    const count = async () =>
      Number(
        (
          await sql<{ n: number }>`select count(*) as n from outbox where state = 'dead'`.execute(
            server.context.db,
          )
        ).rows[0]?.n,
      );
    const all = await count();
    const { form } = await dead();
    const dropped = await operations(server, 'groups/drop', { ...form, checked: 'yes' });
    assert.equal(dropped.location, `/operations/?done=groups%2Fdrop&count=${MOST_AT_ONCE}`);
    assert.equal(await count(), all - MOST_AT_ONCE);
    assert.equal((await operations(server, 'groups/retry', form)).status, 303);
    assert.equal(await count(), all - 2 * MOST_AT_ONCE);
  });

  it('a group’s action does nothing when another page makes the browser post it', async () => {
    const form = { likeId: 'x', upTo: 'x' };
    const answer = await operations(server, 'groups/drop', form, {
      origin: 'https://evil.example',
    });
    assert.equal(answer.status, 403);
  });
});

it('the amount that awaits payment is kept beside each order, whatever becomes of its lines', async () => {
  const order = await client.orders.place.mutate(await orderOf(client, codes.slice(1, 6)));
  const [first] = (await client.orders.get.query({ orderId: order.id })).lines;
  await reportTransfer(server, await startTransfer(client, order.id, [first?.id ?? '']));
  await client.orders.cancel.mutate({ orderId: order.id, reason: 'thu' });
  await client.orders.place.mutate(await orderOf(client, codes.slice(6, 9)));
  const { rows } = await sql`
    select order_id, due, line_count from open_orders where due > 0
    except select order_id, sum(total), count(*) from order_lines where state = 'awaiting_payment' group by order_id
    union all
    select * from (select order_id, sum(total), count(*) from order_lines where state = 'awaiting_payment'
      group by order_id except select order_id, due, line_count from open_orders) as not_kept`.execute(
    server.context.db,
  );
  assert.deepEqual(rows, []);
});

it('transfers of one payer and price for several customers are each shown with their own guess', async () => {
  const own = codes.slice(10, 14);
  await client.orders.place.mutate(await orderOf(client, own));
  for (const code of own)
    await reportTransfer(server, { amount: 2_950_000, memo: `gia han mst ${code}` });
  const { text } = await page('list=unapplied');
  for (const code of own) {
    const item = itemsOf(text).find((each) => each.includes(`«gia han mst ${code}»`));
    assert.match(item ?? '', /DH\d{6}/, code);
  }
});

it('a payer is identified by the account, else by the letters of the memo', () => {
  const raw = JSON.stringify({ data: { counterAccountNumber: '0123456' } });
  assert.equal(payerKey({ memo: 'x', raw }), 'account 0123456');
  assert.equal(payerKey({ memo: 'NGUYEN VAN A CK 1234', raw: 'a=b' }), 'memo nguyenvanack');
  assert.equal(payerKey({ memo: 'ck 77', raw: '{}' }), null);
});

it('a failure’s reason is its text without addresses, ids and quotes, with its codes', () => {
  assert.equal(
    failureReason('550 5.1.1 <a@b.example>: "an" no such user, id k3-x9'),
    '550 5.1.1 … no such user, id …'.replace('… no', '… : … no'),
  );
});

it('candidate orders are found by index, without reading all open ones', SQLITE_ALONE, async () => {
  const plans: string[] = [];
  const { db } = server.context;
  for (const query of [
    sql`select max(order_id) from order_lines where state = 'awaiting_payment' and total = 1 and order_id < 'x'`,
    sql`select order_id from order_lines where state = 'awaiting_payment'
      and tax_code in (select value from json_each('[]'))`,
    sql`select order_id from order_lines where state = 'awaiting_payment'
      and customer_id in (select value from json_each('[]'))`,
    sql`select customer_id from customer_tax_codes
      where tax_code in (select value from json_each('[]'))`,
    sql`select order_id from open_orders where due = 1 order by order_id desc limit 5`,
    sql`select id from orders where number in (select value from json_each('[]'))`,
  ]) {
    const { rows } = await sql<{ detail: string }>`explain query plan ${query}`.execute(db);
    plans.push(...rows.map(({ detail }) => detail));
  }
  assert.deepEqual(
    plans.filter((detail) => /^SCAN (?!json_each)/.test(detail)),
    [],
  );
});
