import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DAY_MS } from '../../server/foundation/durations.ts';
import { chunkDaysOf, keepFormerChunks } from './former-chunks.ts';

describe('keepFormerChunks', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'chunks-'));
    mkdirSync(join(folder, 'chunks'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const build = (names: string[], day: number) => {
    for (const name of names) {
      for (const end of ['', '.br', '.gz']) writeFileSync(join(folder, 'chunks', name + end), '');
    }
    keepFormerChunks(folder, new Set(names), { now: day * DAY_MS, days: 30 });
  };
  const has = (name: string) => existsSync(join(folder, 'chunks', name));

  it('a former chunk is kept for some days after it was replaced, however old it was then', () => {
    build(['a-1.js', 'b-1.js'], 0);
    build(['a-2.js', 'b-1.js'], 100);
    assert.ok(has('a-1.js'));
    build(['a-3.js', 'b-1.js'], 129);
    assert.ok(has('a-1.js') && has('a-2.js'));
    build(['a-3.js', 'b-1.js'], 130);
    assert.ok(!has('a-1.js') && !has('a-1.js.br') && !has('a-1.js.gz'));
    assert.ok(has('a-2.js') && has('b-1.js'));
  });

  it('a former chunk that is built again and replaced again is kept for its full time', () => {
    build(['a-2.js'], 140);
    build(['a-4.js'], 150);
    build(['a-4.js'], 179);
    assert.ok(has('a-2.js'));
    build(['a-4.js'], 180);
    assert.ok(!has('a-2.js'));
  });

  it('a damaged record of former chunks is replaced, and no chunk is deleted', () => {
    build(['a-4.js'], 181);
    writeFileSync(join(folder, 'former-chunks.json'), '{"a-');
    build(['a-5.js'], 400);
    assert.ok(has('a-4.js'));
  });
});

it('the number of days to keep former chunks must be a number', () => {
  assert.deepEqual([undefined, '', '0', ' 7 '].map(chunkDaysOf), [30, 30, 0, 7]);
  for (const setting of ['abc', '-1', 'Infinity', '30 days'])
    assert.throws(() => chunkDaysOf(setting), /KEEP_CHUNKS_DAYS/, setting);
});
