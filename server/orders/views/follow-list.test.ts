import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CompiledQuery } from 'kysely';
import { SQLITE_ALONE } from '../../testing/test-database.ts';
import { openFirm, taxCodes } from '../../testing/test-directory.ts';
import { listPositionQuery } from './follow-list.ts';

it(
  'the position of a firm’s list of orders is read from an index alone, not from its orders',
  SQLITE_ALONE,
  async () => {
    const { server } = await openFirm(taxCodes(1));
    const { db } = server.context;
    const { sql: text, parameters } = listPositionQuery(db, {
      portalId: 'portal',
      firmId: 'firm',
    }).compile();
    const plan = CompiledQuery.raw(`explain query plan ${text}`, [...parameters]);
    const { rows } = await db.executeQuery<{ detail: string }>(plan);
    assert.deepEqual(
      rows.map(({ detail }) => detail),
      ['SEARCH orders USING COVERING INDEX orders_by_firm_version (portal_id=? AND firm_id=?)'],
    );
    await server.stop();
  },
);
