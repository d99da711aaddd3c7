import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hintsOf } from '../../payments/corrections/hints-of.ts';
import { putCodes } from '../../testing/discount-codes.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  refusal,
  signToken,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';

describe('texts as people and portals write them', () => {
  let server: TestServer;
  let client: Client;
  const BRANCH = '0314409058-002';
  const [first = '', second = '', third = ''] = taxCodes(3);
  /** One code in the notations in which it arrives. */
  const waysToWrite = (code: string) => [
    `${code.slice(0, 4)} ${code.slice(4)}`,
    `${code.slice(0, 4)}.${code.slice(4)}`,
    `\u202a${code}\u202c`,
    `'${code}`,
    code.replace(/^0/, ''),
    `${code.replace(/^0/, '')},00`,
    [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  ];

  before(async () => {
    server = await startTestServer();
    client = clientOf(server, await signToken());
    await declarePlans(server);
    await declareCustomers(server, [declaration(first), declaration(second), declaration(third)]);
    await declareCustomers(server, [declaration('0314409058002')]);
  });
  after(() => server.stop());

  const party = {
    legalName: 'Công ty Đại Phát',
    taxCode: first,
    address: '12 Lê Lợi',
    email: 'ketoan@daiphat.example',
    contactName: '',
  };

  it('a code finds its customer in any notation, by look-up and by search', async () => {
    const written: [code: string, ways: string[]][] = [
      [first, waysToWrite(first)],
      [BRANCH, ['0314409058002', '0314409058–002', '314409058-002', '0314409058 002']],
    ];
    for (const [code, ways] of written) {
      const { results } = await client.customers.lookUp.query({ taxCodes: ways });
      for (const [index, result] of results.entries()) {
        assert.equal(result.outcome === 'found' && result.customer.taxCode, code, ways[index]);
      }
      for (const query of ways) {
        const { customers } = await client.customers.search.query({ query });
        assert.deepEqual(
          customers.map((customer) => customer.taxCode),
          [code],
          query,
        );
      }
    }
  });

  it('a code declared in several notations is one customer', async () => {
    for (const way of waysToWrite(second)) {
      await declareCustomers(server, [declaration(way, { name: `Tên ${way}`, email: '' })]);
    }
    const { customers } = await client.customers.search.query({ query: '' });
    assert.deepEqual(
      customers.map((customer) => customer.taxCode).sort(),
      [first, second, third, BRANCH].sort(),
    );
  });

  it('a wrong tax code is reported at its customer, and whether only its check digit is wrong', async () => {
    const wrongDigit = `${first.slice(0, 9)}${(Number(first[9]) + 1) % 10}`;
    const answer = await hostApi(server, 'PUT', '/firms/firm-1/customers', {
      firmName: 'Minh Phát',
      customers: [declaration(first), declaration(wrongDigit), declaration('12345')],
    });
    assert.equal(answer.status, 400);
    const { error } = (await answer.json()) as { error: { fieldProblems: unknown } };
    assert.deepEqual(error.fieldProblems, [
      { path: ['customers', 1, 'taxCode'], code: 'TAX_CODE_CHECK_DIGIT' },
      { path: ['customers', 2, 'taxCode'], code: 'TAX_CODE_INVALID' },
    ]);
  });

  it('invoices have the canonical code, and stored names no characters that reverse a mail', async () => {
    const written = {
      legalName: '\u202eCông ty\u2066 Đại\u200b  Phát'.normalize('NFD'),
      taxCode: `${first.slice(0, 4)} ${first.slice(4)}`,
      address: '12\u00a0Lê Lợi\u2028Quận 1',
      email: 'ketoan\u200e@daiphat.example',
      contactName: 'Bình\u202c',
    };
    const input = await orderOf(client, [first], {
      invoiceTo: { kind: 'other', party: written },
      notify: {
        kind: 'other',
        recipient: {
          name: '\u200fLan\ufeff',
          email: '\u202alan@daiphat.example\u202c',
          phone: '\u202a+84 901 234 567\u202c',
        },
      },
    });
    const placed = await client.orders.place.mutate(input);
    const order = await client.orders.get.query({ orderId: placed.id });
    assert.deepEqual(order.recipient, {
      name: 'Lan',
      email: 'lan@daiphat.example',
      phone: '+84 901 234 567',
    });
    assert.deepEqual(order.lines[0]?.invoiceParty, {
      ...party,
      budgetUnitCode: '',
      address: '12 Lê Lợi Quận 1',
      contactName: 'Bình',
    });
  });

  it('a wrong check digit is reported at the invoice party’s code', async () => {
    const wrongDigit = `${second.slice(0, 9)}${(Number(second[9]) + 1) % 10}`;
    const input = await orderOf(client, [second], {
      invoiceTo: { kind: 'other', party: { ...party, taxCode: wrongDigit } },
    });
    const { fieldProblems } = await refusal(client.orders.place.mutate(input));
    assert.deepEqual(fieldProblems, [
      { path: ['invoiceTo', 'party', 'taxCode'], code: 'TAX_CODE_CHECK_DIGIT' },
    ]);
  });

  it('a discount code copied with invisible and full-width characters is accepted', async () => {
    await putCodes(server, { code: '\ufeffTET２０２７' });
    const { lines } = await orderOf(client, [third]);
    for (const typed of ['TET2027', '\u200etet 2027', 'ＴＥＴ2027\u200b']) {
      const quote = await client.orders.quote.query({ lines, discountCode: typed });
      assert.equal(quote.codeProblem, null, typed);
    }
  });

  it('the signed-in person’s name is read without invisible characters', async () => {
    const token = await signToken({
      email: 'lan\u200e@minhphat.example',
      firm: { id: 'firm-1', name: '\u202eMinh Phát\u202c' },
    });
    const who = await clientOf(server, token).signIn.whoAmI.query();
    assert.equal(who.accountant.email, 'lan@minhphat.example');
    assert.equal(who.firm.name, 'Minh Phát');
  });

  it('codes and order numbers in a memo are read through full-width and invisible characters', () => {
    assert.deepEqual(hintsOf(`ｄｈ０００12 MST\u200b ${first}`), {
      orderNumbers: ['DH000012'],
      taxCodes: [first],
    });
  });
});
