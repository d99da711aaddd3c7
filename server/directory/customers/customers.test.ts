import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  declaration,
  declareCustomers,
  declarePlans,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  signToken,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';

describe('customers', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(50);
  const [first = '', second = '', third = ''] = codes;

  before(async () => {
    server = await startTestServer();
    client = clientOf(server, await signToken());
    await declarePlans(server);
    await declareCustomers(server, [
      declaration(first, { name: 'Công ty Cổ phần Đường Sắt Đông Á' }),
      declaration(second, { name: 'Đông Á Logistics', license: null }),
      declaration(third, { name: 'Hộ kinh doanh 100% Cà Phê_Sạch' }),
      declaration('001099000001', { name: 'Nguyễn Thị Bích' }),
      declaration('0314409058-002', { name: 'Chi nhánh Sài Gòn' }),
      ...codes.slice(3).map((code) => declaration(code)),
    ]);
  });
  after(() => server.stop());

  const search = async (query: string) =>
    (await client.customers.search.query({ query })).customers.map((customer) => customer.taxCode);

  it('search finds customers by name without diacritics, in any order of words, prefixes first', async () => {
    assert.deepEqual(await search('dong a'), [second, first]);
    assert.deepEqual(await search('ĐÔNG á'), [second, first]);
    assert.deepEqual(await search('sat duong'), [first]);
    assert.deepEqual(await search('bích nguyen'), ['001099000001']);
  });

  it('search finds customers by the beginning and the middle of a code', async () => {
    assert.equal((await search(first))[0], first);
    assert.ok((await search(first.slice(2, 8))).includes(first));
    assert.deepEqual(await search('058-002'), ['0314409058-002']);
  });

  it('search treats wildcards as plain characters', async () => {
    assert.deepEqual(await search('100%'), [third]);
    assert.deepEqual(await search('phe_sach'), [third]);
    assert.deepEqual(await search('c%a'), []);
    assert.deepEqual(await search("' or 1=1 --"), []);
  });

  it('search returns customers 20 at a time', async () => {
    const one = await client.customers.search.query({ query: 'dai phat' });
    assert.equal(one.customers.length, 20);
    const two = await client.customers.search.query({
      query: 'dai phat',
      cursor: one.nextCursor ?? '',
    });
    const three = await client.customers.search.query({
      query: 'dai phat',
      cursor: two.nextCursor ?? '',
    });
    assert.equal(three.nextCursor, null);
    const all = [one, two, three].flatMap((page) => page.customers.map((customer) => customer.id));
    assert.equal(new Set(all).size, 47);
  });

  it('search for a code finds only those who have it or had it, and others where nobody does', async () => {
    const firm = { id: 'firm-codes', name: 'Hãng tra mã' };
    const [code = '', now = '', other = ''] = taxCodes(3, 88_800_000);
    await declareCustomers(server, [declaration(code, { externalId: 'K1' })], firm);
    await declareCustomers(
      server,
      [
        declaration(now, { externalId: 'K1', name: 'Đã đổi mã' }),
        declaration(`${code}-001`, { externalId: 'K2', name: 'Chi nhánh' }),
        declaration(other, { externalId: 'K3', name: `Kho của ${code}` }),
      ],
      firm,
    );
    const own = clientOf(server, await signToken({ firm, accountantId: 'codes' }));
    const names = async (query: string) =>
      (await own.customers.search.query({ query })).customers.map(({ name }) => name);
    assert.deepEqual(await names(code), ['Chi nhánh', 'Đã đổi mã']);
    assert.deepEqual(await names(`${code}-0`), ['Chi nhánh']);
    assert.deepEqual(await names(code.slice(1, 9)), ['Chi nhánh', 'Đã đổi mã', `Kho của ${code}`]);
  });

  it('search lists the beginnings of codes first, then of names, then the others, over all pages', async () => {
    const firm = { id: 'firm-paged', name: 'Hãng nhiều trang' };
    const found = [...taxCodes(15, 77_700_000), ...taxCodes(45, 20_000_000)];
    await declareCustomers(
      server,
      found.map((code, index) => {
        const name =
          index % 2 === 0 ? `0777 Logistics ${100 + index}` : `Vận tải 0777 số ${100 + index}`;
        return declaration(code, { name });
      }),
      firm,
    );
    const other = clientOf(server, await signToken({ firm, accountantId: 'paging' }));
    const pages: { taxCode: string; name: string }[] = [];
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const page: Awaited<ReturnType<typeof other.customers.search.query>> =
        await other.customers.search.query({ query: '0777', cursor });
      pages.push(...page.customers);
      cursor = page.nextCursor ?? undefined;
    }
    const groupOf = ({ taxCode, name }: { taxCode: string; name: string }) => {
      if (taxCode.startsWith('0777')) return 0;
      return name.startsWith('0777') ? 1 : 2;
    };
    const keyOf = (one: { taxCode: string; name: string }) =>
      `${groupOf(one)} ${groupOf(one) === 0 ? one.taxCode : one.name}`;
    assert.equal(pages.length, 60);
    assert.deepEqual(new Set(pages.map(groupOf)), new Set([0, 1, 2]));
    assert.deepEqual(pages.map(keyOf), pages.map(keyOf).toSorted());
  });

  it('look-up finds customers in bulk, in order, with stripped zeros and missing hyphens', async () => {
    const { results } = await client.customers.lookUp.query({
      taxCodes: [
        third,
        first.replace(/^0+/, ''),
        '1099000001',
        '0314409058002',
        '0101243150',
        'abc',
        first,
      ],
    });
    assert.deepEqual(
      results.map((result) =>
        result.outcome === 'found' ? result.customer.taxCode : result.outcome,
      ),
      [third, first, '001099000001', '0314409058-002', 'unknown', 'invalid', first],
    );
  });

  it('look-up takes at most 5,000 codes', async () => {
    const many = taxCodes(5_000);
    const { results } = await client.customers.lookUp.query({ taxCodes: many });
    assert.equal(results.length, 5_000);
    assert.equal(results.filter((result) => result.outcome === 'found').length, 50);
    await assert.rejects(client.customers.lookUp.query({ taxCodes: [...many, first] }));
  });

  it('declaring customers keeps a later expiry here, and takes over a later one of the portal', async () => {
    const expiryOf = async () =>
      (await client.customers.search.query({ query: first })).customers[0]?.licenses[0]?.expiry;
    await declareCustomers(server, [
      declaration(first, { license: { planCode: 'ASP-DN', expiry: '2026-01-31' } }),
    ]);
    assert.equal(await expiryOf(), '2026-12-31');
    await declareCustomers(server, [
      declaration(first, { license: { planCode: 'ASP-DN', expiry: '2027-05-31' } }),
    ]);
    assert.equal(await expiryOf(), '2027-05-31');
  });

  it('the portal’s backend reads customers a page at a time', async () => {
    const page = async (query: string) =>
      (await (await hostApi(server, 'GET', `/firms/firm-1/customers?${query}`)).json()) as {
        customers: { taxCode: string; licenses: { planCode: string; expiry: string }[] }[];
        nextCursor: string | null;
      };
    const one = await page('limit=30');
    const two = await page(`limit=30&cursor=${one.nextCursor}`);
    assert.equal(one.customers.length + two.customers.length, 52);
    assert.equal(two.nextCursor, null);
    assert.deepEqual(one.customers.find((customer) => customer.taxCode === second)?.licenses, []);
    assert.equal((await hostApi(server, 'GET', '/firms/firm-1/customers?limit=0')).status, 400);
  });

  it('declaring customers refuses an undeliverable address, or several in one field, by row', async () => {
    const wrong = [
      'a..b@x.example',
      'mailto:a@x.example',
      'a.@x.example',
      'a@x.example; b@x.example',
    ];
    const response = await hostApi(server, 'PUT', '/firms/firm-1/customers', {
      firmName: 'Minh Phát',
      customers: [
        declaration(first, { email: '' }),
        ...wrong.map((email, i) => declaration(codes[i + 3] ?? '', { email })),
      ],
    });
    assert.equal(response.status, 400);
    const { error } = (await response.json()) as { error: { fieldProblems: unknown } };
    assert.deepEqual(error.fieldProblems, [
      { path: ['customers', 1, 'email'], code: 'EMAIL_INVALID' },
      { path: ['customers', 2, 'email'], code: 'EMAIL_INVALID' },
      { path: ['customers', 3, 'email'], code: 'EMAIL_INVALID' },
      { path: ['customers', 4, 'email'], code: 'EMAIL_SEVERAL' },
    ]);
  });

  it('a wrong declaration names its customer, and nothing is stored', async () => {
    const body = {
      firmName: 'Minh Phát',
      customers: [
        declaration('0101243150'),
        declaration('0100112437', { license: { planCode: 'NO-SUCH', expiry: '2026-12-31' } }),
      ],
    };
    const answer = await hostApi(server, 'PUT', '/firms/firm-1/customers', body);
    assert.equal(answer.status, 400);
    const { error } = (await answer.json()) as { error: { fieldProblems: { path: unknown[] }[] } };
    assert.deepEqual(error.fieldProblems[0]?.path, ['customers', 1, 'licenses', 0, 'planCode']);
    assert.deepEqual(await search('0101243150'), []);
    const wrong = { ...body, customers: [declaration('0101243151')] };
    assert.equal((await hostApi(server, 'PUT', '/firms/firm-1/customers', wrong)).status, 400);
  });
});
