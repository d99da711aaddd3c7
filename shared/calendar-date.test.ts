import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  compactInstant,
  compactToInstant,
  isCalendarDate,
  localInstant,
  parseDate,
} from './calendar-date.ts';

it('a date is read as people write it, day first', () => {
  for (const text of ['31/12/2026', '31-12-2026', '31.12.2026', ' 31 12 2026 ', '2026-12-31'])
    assert.equal(parseDate(text), '2026-12-31', text);
  assert.equal(parseDate('1/2/2027'), '2027-02-01');
  for (const text of ['', '31/12', '31/12/26', '12/31/2026', '30/02/2027', '31/12/20266', 'x'])
    assert.equal(parseDate(text), null, text);
});

it('only a calendar date that exists, written in full, is one', () => {
  for (const date of ['2026-02-28', '2028-02-29', '2026-12-31']) assert.ok(isCalendarDate(date));
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T', 'tomorrow', '']) {
    assert.equal(isCalendarDate(text), false, text);
  }
});

it('instants of banks and gateways are read in Vietnam time, unless an offset is given', () => {
  const instant = Date.parse('2026-11-23T09:05:07+07:00');
  assert.equal(localInstant('2026-11-23 09:05:07'), instant);
  assert.equal(localInstant('2026-11-23T02:05:07Z'), instant);
  assert.equal(localInstant('2026-11-23T11:05:07.250+0900'), instant);
  assert.equal(localInstant('2026-11-23'), Date.parse('2026-11-23T00:00:00+07:00'));
  assert.equal(compactInstant(instant), '20261123090507');
  assert.equal(compactToInstant('20261123090507'), instant);
});

it('a text that is no instant is read as null', () => {
  for (const text of [null, undefined, '', '2026-02-31 09:00:00', '2026-11-23 25:00:00', 'x']) {
    assert.equal(localInstant(text), null, String(text));
  }
  for (const text of ['', '2026112309050', '202611230905070', '20260231090000']) {
    assert.equal(compactToInstant(text), null, text);
  }
});
