import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseDate } from './calendar-date.ts';

it('reads a date as people write it, day first', () => {
  for (const text of ['31/12/2026', '31-12-2026', '31.12.2026', ' 31 12 2026 ', '2026-12-31'])
    assert.equal(parseDate(text), '2026-12-31', text);
  assert.equal(parseDate('1/2/2027'), '2027-02-01');
  for (const text of ['', '31/12', '31/12/26', '12/31/2026', '30/02/2027', '31/12/20266', 'x'])
    assert.equal(parseDate(text), null, text);
});
