import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addressesIn, databaseName } from './database-address.ts';

it('a URL with several hosts is one URL for each, with everything else the same', () => {
  assert.deepEqual(addressesIn('postgres://u:p,w@one:5432,two:5433,three/name?sslmode=require'), [
    'postgres://u:p,w@one:5432/name?sslmode=require',
    'postgres://u:p,w@two:5433/name?sslmode=require',
    'postgres://u:p,w@three/name?sslmode=require',
  ]);
  assert.deepEqual(addressesIn('postgresql://one,two'), ['postgresql://one', 'postgresql://two']);
  const single = 'postgres://u:p,w@one:5432/name?options=-c%20a,b';
  assert.deepEqual(addressesIn(single), [single]);
});

it('messages name a database by its hosts, without user and password', () => {
  assert.equal(databaseName('postgres://u:p@one:5432,two/name'), 'postgres://one:5432,two/name');
  assert.equal(databaseName('/data/file.sqlite'), '/data/file.sqlite');
});
