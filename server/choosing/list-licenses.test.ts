import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  LicenseFilter,
  ListedLicense,
  ListLicensesInput,
} from '../../shared/schemas/license-list.ts';
import { newId } from '../database/id.ts';
import { statementsOf } from '../testing/database/statements.ts';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import { ENGINE } from '../testing/test-database.ts';
import {
  declaration,
  declareCustomers,
  openOtherFirm,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, NOW } from '../testing/test-server.ts';

const codes = taxCodes(9, 31_000_000);
const [EXPIRED = '', SOON = '', GAP = '', SEVERAL = '', BY_FIRM = '', BY_OWNER = ''] = codes;
const [, , , , , , UNPAID = '', ELSEWHERE = '', WITHOUT = ''] = codes;

const plan = (expiry: string, externalId?: string) => ({
  planCode: 'ASP-DN',
  expiry,
  ...(externalId ? { externalId } : {}),
});

describe('the list of licences to choose from', () => {
  let firm: FirmDays;
  let stranger: Client;
  let foreign: ListedLicense;
  let unpaidOrder: Awaited<ReturnType<FirmDays['place']>>;

  before(async () => {
    firm = await FirmDays.open(0);
    await declareCustomers(firm.server, [
      declaration(EXPIRED, { name: 'Hộ kinh doanh Ánh Dương', license: plan('2026-11-01') }),
      declaration(SOON, { name: 'Công ty Bình An', license: plan('2026-12-15', 'L-SOON') }),
      declaration(GAP, {
        name: 'Công ty Cát Tường',
        license: {
          periods: [
            { firstDay: '2026-01-01', lastDay: '2026-11-30', planCode: 'ASP-DN' },
            { firstDay: '2027-02-01', lastDay: '2027-06-30', planCode: 'ASP-DN' },
          ],
        },
      }),
      declaration(SEVERAL, {
        name: 'Công ty Đại Phát',
        licenses: [
          plan('2027-01-31', 'L-1'),
          plan('2027-03-31', 'L-2'),
          { planCode: 'LUU-TRU', expiry: '2027-02-28' },
        ],
      }),
      declaration(BY_FIRM, { name: 'Công ty Én Nhỏ', license: plan('2026-12-31') }),
      declaration(BY_OWNER, { name: 'Công ty Gia Hưng', license: plan('2026-12-31') }),
      declaration(UNPAID, { name: 'Công ty Hải Nam', license: plan('2026-12-31') }),
      declaration(WITHOUT, { name: 'Công ty Không Phép', license: null }),
    ]);
    stranger = await openOtherFirm(firm.server, [ELSEWHERE]);
    [foreign = assert.fail()] = (await list({}, stranger)).licenses;
    await firm.begin();
    const paid = await firm.place([BY_FIRM]);
    await reportTransfer(firm.server, await startTransfer(firm.client, paid.id));
    const paidByOwner = await firm.place([BY_OWNER], { payer: 'owner' });
    await reportTransfer(firm.server, await startTransfer(firm.client, paidByOwner.id));
    unpaidOrder = await firm.place([UNPAID], { payer: 'owner' });
  });
  after(() => firm.end());

  const list = (input: Partial<ListLicensesInput> = {}, by = firm.client) =>
    by.licenses.list.query({ filter: {}, limit: 100, ...input });

  const endsOf = ({ licenses }: { licenses: readonly ListedLicense[] }) =>
    licenses.map(({ customer, expiry }) => `${customer.taxCode} ${expiry}`);

  const found = async (filter: LicenseFilter) => endsOf(await list({ filter }));

  it('the list of licences has each with its customer, plan, expiry, unpaid order and last payer', async () => {
    const page = await list();
    assert.deepEqual(endsOf(page), [
      `${EXPIRED} 2026-11-01`,
      `${GAP} 2026-11-30`,
      `${SOON} 2026-12-15`,
      `${UNPAID} 2026-12-31`,
      `${SEVERAL} 2027-01-31`,
      `${SEVERAL} 2027-02-28`,
      `${SEVERAL} 2027-03-31`,
      `${BY_FIRM} 2027-12-31`,
      `${BY_OWNER} 2027-12-31`,
    ]);
    assert.deepEqual(page.totals, { licenses: 9, ordered: 1, isMore: false });
    assert.equal(page.nextCursor, null);
    const of = (taxCode: string) =>
      page.licenses.filter(({ customer }) => customer.taxCode === taxCode);
    const [unpaid] = of(UNPAID);
    assert.deepEqual(unpaid?.order, {
      id: unpaidOrder.id,
      number: unpaidOrder.number,
      dueDate: '2026-12-23',
    });
    const [soon] = of(SOON);
    assert.deepEqual(
      [soon?.externalId, soon?.customer.name, soon?.plan.code, soon?.quantity, soon?.order],
      ['L-SOON', 'Công ty Bình An', 'ASP-DN', 1, null],
    );
    assert.deepEqual(
      [EXPIRED, BY_FIRM, BY_OWNER].map((code) => of(code)[0]?.lastPayer),
      [null, 'firm', 'owner'],
    );
    assert.deepEqual(
      of(SEVERAL).map(({ plan: { code }, isOneOfSeveral }) => [code, isOneOfSeveral]),
      [
        ['ASP-DN', true],
        ['LUU-TRU', true],
        ['ASP-DN', true],
      ],
    );
  });

  it('a licence that goes on after a gap expires before it, until the day on which it goes on', async () => {
    await firm.at('2027-01-31');
    assert.deepEqual(await found({ query: GAP }), [`${GAP} 2026-11-30`]);
    await firm.at('2027-02-01');
    assert.deepEqual(await found({ query: GAP }), [`${GAP} 2027-06-30`]);
    assert.deepEqual(await found({ expiresUntil: '2026-12-14' }), [`${EXPIRED} 2026-11-01`]);
    await firm.begin();
  });

  it('pages of any size have each licence once, in the order of every sort, either way', async () => {
    async function paged(limit: number, input: Partial<ListLicensesInput>): Promise<string[]> {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ ...input, limit, ...(cursor ? { cursor } : {}) });
        ids.push(...page.licenses.map(({ id }) => id));
        assert.equal(page.totals === null, cursor !== undefined);
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return ids;
    }
    for (const sort of ['expiry', 'customer'] as const) {
      for (const filter of [{}, { expiresFrom: '2026-12-01' }, { query: 'cong ty' }]) {
        const whole = (await list({ sort, filter })).licenses.map(({ id }) => id);
        assert.ok(whole.length >= 7);
        assert.deepEqual(await paged(1, { sort, filter }), whole, sort);
        const backwards = await paged(4, { sort, filter, descending: true });
        assert.deepEqual(backwards, whole.toReversed(), sort);
      }
    }
    const byName = await list({ sort: 'customer', limit: 2 });
    assert.deepEqual(endsOf(byName), [`${SOON} 2026-12-15`, `${GAP} 2026-11-30`]);
  });

  it('a page goes on where the one before ended, though its last licence was renewed since', async () => {
    const { licenses } = await list();
    const renewed = licenses.find(({ customer }) => customer.taxCode === BY_FIRM);
    const page = await list({ cursor: `2026-12-31_${renewed?.id}`, limit: 1 });
    assert.deepEqual(endsOf(page), [`${UNPAID} 2026-12-31`]);
  });

  it('the list of licences is narrowed by expiry, product, plan, last payer, order, text and ids', async () => {
    assert.deepEqual(await found({ expiresUntil: '2026-11-22' }), [`${EXPIRED} 2026-11-01`]);
    assert.deepEqual(await found({ expiresFrom: '2026-12-15', expiresUntil: '2026-12-31' }), [
      `${SOON} 2026-12-15`,
      `${UNPAID} 2026-12-31`,
    ]);
    assert.deepEqual(await found({ plan: 'LUU-TRU' }), [`${SEVERAL} 2027-02-28`]);
    assert.equal((await found({ product: 'default' })).length, 9);
    assert.deepEqual(await found({ product: 'other' }), []);
    assert.deepEqual(await found({ lastPayer: 'owner' }), [`${BY_OWNER} 2027-12-31`]);
    assert.deepEqual(await found({ lastPayer: 'firm' }), [`${BY_FIRM} 2027-12-31`]);
    assert.equal((await found({ lastPayer: 'nobody' })).length, 7);
    assert.deepEqual(await found({ isOrdered: true }), [`${UNPAID} 2026-12-31`]);
    assert.equal((await found({ isOrdered: false })).length, 8);
    assert.deepEqual(await found({ query: 'anh duong' }), [`${EXPIRED} 2026-11-01`]);
    assert.deepEqual(await found({ query: SOON.slice(3) }), [`${SOON} 2026-12-15`]);
    assert.deepEqual(await found({ query: 'dai phat', expiresUntil: '2027-02-28' }), [
      `${SEVERAL} 2027-01-31`,
      `${SEVERAL} 2027-02-28`,
    ]);
    assert.deepEqual(await found({ query: '%' }), []);
    const [{ id = '' } = {}] = (await list({ filter: { query: EXPIRED } })).licenses;
    assert.deepEqual(await found({ licenses: ['L-2', id, 'L-SOON', 'unknown'] }), [
      `${EXPIRED} 2026-11-01`,
      `${SOON} 2026-12-15`,
      `${SEVERAL} 2027-03-31`,
    ]);
    assert.deepEqual(await found({ licenses: ['L-2', 'L-SOON'], query: 'binh an' }), [
      `${SOON} 2026-12-15`,
    ]);
  });

  it('all matching licences are found by their ids, in the order of the list, without those ordered', async () => {
    const filter = { expiresUntil: '2026-12-31' };
    const { licenses } = await list({ filter });
    const free = licenses.filter(({ order }) => order === null).map(({ id }) => id);
    const all = await firm.client.licenses.findIds.query({ filter });
    assert.deepEqual(all, { ids: free, isMore: false });
    const backwards = { filter, sort: 'customer' as const, descending: true };
    const { ids } = await firm.client.licenses.findIds.query(backwards);
    assert.deepEqual(
      ids,
      free.toSorted((a, b) => ids.indexOf(a) - ids.indexOf(b)),
    );
    assert.equal(ids.at(-1), licenses.find(({ customer }) => customer.taxCode === SOON)?.id);
  });

  it('chosen licences are read with their customers, in the order sent', async () => {
    const { licenses } = await list();
    const [first = assert.fail(), second = assert.fail()] = licenses;
    const ids = [second.id, first.id, newId(), second.id];
    const read = await firm.client.licenses.read.query({ ids });
    assert.deepEqual(
      read.licenses.map(({ licenseId, customer }) => [licenseId, customer.id]),
      [
        [second.id, second.customer.id],
        [first.id, first.customer.id],
      ],
    );
    assert.equal(read.licenses[0]?.customer.licenses[0]?.id, second.id);
  });

  it('another firm sees its own licences alone, whatever it names', async () => {
    const [own = assert.fail()] = (await list()).licenses;
    assert.deepEqual(endsOf(await list({}, stranger)), [`${ELSEWHERE} 2026-12-31`]);
    for (const filter of [
      { licenses: [own.id, 'L-1'] },
      { query: own.customer.taxCode },
      { isOrdered: true },
    ]) {
      assert.deepEqual((await list({ filter }, stranger)).licenses, []);
      const all = await stranger.licenses.findIds.query({ filter });
      assert.deepEqual(all.ids, []);
    }
    const read = await stranger.licenses.read.query({ ids: [own.id] });
    assert.deepEqual(read.licenses, []);
    const cursor = `2026-01-01_${own.id}`;
    const byName = list({ cursor, sort: 'customer' }, stranger);
    assert.equal(await codeOf(byName), 'NOT_FOUND');
    assert.deepEqual((await list({ cursor }, stranger)).licenses[0]?.id, foreign.id);
  });

  it('the list of licences refuses too large pages, and false cursors', async () => {
    assert.equal(await codeOf(list({ limit: 101 })), 'INVALID_INPUT');
    assert.equal(await codeOf(list({ cursor: newId() })), 'INVALID_INPUT');
    assert.equal(await codeOf(list({ filter: { licenses: [] } })), 'INVALID_INPUT');
  });

  it('the database keeps a period’s firm the one of its licence', async () => {
    const { db } = firm.server.context;
    const period = await db
      .selectFrom('license_periods')
      .selectAll()
      .where('portal_id', 'is not', null)
      .executeTakeFirstOrThrow();
    const other = { ...period, id: newId(), first_day: '2031-01-01', last_day: '2031-12-31' };
    for (const firm_id of [null, 'firm-2']) {
      const insert = db
        .insertInto('license_periods')
        .values({ ...other, firm_id, chain_last_day: other.last_day, created_at: NOW });
      await assert.rejects(insert.execute(), /of the firm of its licence/);
    }
  });

  it('a page of licences is read along an index of the firm, as far as the page goes, and sorts nothing', {
    skip: ENGINE !== 'sqlite',
  }, async () => {
    const plansOf = async (input: Partial<ListLicensesInput>) => {
      const statements = await statementsOf(() => list({ limit: 2, ...input }));
      const [page] = statements.filter(({ text }) => text.includes('"is_one_of_several"'));
      return page?.plan ?? [];
    };
    const [{ nextCursor } = assert.fail()] = [await list({ limit: 2 })];
    for (const cursor of [{}, { cursor: nextCursor ?? '' }]) {
      for (const filter of [{}, { expiresFrom: '2026-12-01', expiresUntil: '2026-12-31' }]) {
        const plan = await plansOf({ filter, ...cursor });
        assert.match(plan[0] ?? '', /^SEARCH last USING INDEX license_periods_by_end \(/);
        assert.doesNotMatch(plan.join(), /SCAN|TEMP B-TREE/);
      }
      const byName = await plansOf({ sort: 'customer', ...cursor });
      assert.match(byName[0] ?? '', /^SEARCH customers USING INDEX customers_by_search_text \(/);
      assert.doesNotMatch(byName.join(), /SCAN|TEMP B-TREE FOR ORDER BY$/);
    }
    const named = await plansOf({ filter: { licenses: ['L-1'] } });
    assert.match(named.join('\n'), /SEARCH licenses USING INDEX sqlite_autoindex_licenses_1/);
    const searched = await plansOf({ filter: { query: 'anh duong' } });
    assert.match(searched.join('\n'), /SEARCH licenses USING INDEX licenses_by_customer/);
    for (const plan of [named, searched]) {
      assert.doesNotMatch(plan.join(), /license_periods_by_end|\(portal_id=\? AND firm_id=\?\)/);
    }
  });
});
