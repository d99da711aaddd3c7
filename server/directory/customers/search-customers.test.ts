import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { statementsOf } from '../../testing/database/statements.ts';
import { SQLITE_ALONE } from '../../testing/test-database.ts';
import { openFirm, taxCodes } from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let client: Client;

before(async () => {
  ({ server, client } = await openFirm(taxCodes(3)));
});
after(() => server.stop());

// Both engines run the same statements; PostgreSQL reads those of this form from the index of names alone.
it(
  'a search for words reads nothing of a customer but its name and id until it is found',
  SQLITE_ALONE,
  async () => {
    const statements = await statementsOf(() =>
      client.customers.search.query({ query: 'phat dai' }),
    );
    const texts = statements.flatMap(({ text }) => (text.includes(' like ') ? [text] : []));
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? '', /^select "customers"."id" from "customers" where/);
    assert.doesNotMatch(texts[0] ?? '', /tax_code/);
  },
);
