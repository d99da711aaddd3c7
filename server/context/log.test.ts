import assert from 'node:assert/strict';
import { it } from 'node:test';
import { jsonLog } from './log.ts';

it('the log contains no mail address and no token, however deeply nested', () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line));
  log('outbox.given_up', {
    id: '1',
    error: '550 5.1.1 <an@daiphat.example>: user chi.nguyen+x@mail.example unknown',
    more: [{ url: 'https://renewal.example/pay/abcDEF123-_?lang=vi' }, 5],
    page: '/documents/receipts/xyz and /payments/return/t0ken',
  });
  const [line = ''] = lines;
  assert.doesNotMatch(line, /daiphat|chi\.nguyen|abcDEF|xyz|t0ken/);
  const { at, ...entry } = JSON.parse(line);
  assert.ok(Date.parse(at) > 0);
  assert.deepEqual(entry, {
    event: 'outbox.given_up',
    id: '1',
    error: '550 5.1.1 <<address>>: user <address> unknown',
    more: [{ url: 'https://renewal.example/pay/<token>?lang=vi' }, 5],
    page: '/documents/receipts/<token> and /payments/return/<token>',
  });
});
