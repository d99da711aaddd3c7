import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HOUR_MS } from '../../foundation/durations.ts';
import { CodeGuesses } from '../../limits/code-guesses.ts';
import { codeWith } from '../../testing/discount-codes.ts';
import { declareCustomers, OTHER_FIRM, openFirm } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

describe('guessing codes', () => {
  let server: TestServer;
  let client: Client;

  before(async () => {
    ({ server, client } = await openFirm([]));
    await declareCustomers(server, [], OTHER_FIRM);
    await hostApi(server, 'PUT', '/discount-codes', { codes: [codeWith({})] });
  });
  after(() => server.stop());

  const quote = (typed: string, by = client) =>
    by.orders.quote.query({ lines: [], discountCode: typed });

  it('guessing codes ends after 30 in an hour, for right codes too, for that firm alone', async () => {
    for (let guess = 0; guess < 30; guess++) {
      for (let time = 0; time < 2; time++) {
        assert.equal((await quote(`GUESS${guess}`)).codeProblem, 'CODE_UNKNOWN');
      }
    }
    server.setNow(NOW + 60_000);
    const fault = await refusal(quote('GIAHAN10'));
    assert.deepEqual(fault, { code: 'TOO_MANY_REQUESTS', retryAfter: 3_540 });
    assert.equal((await quote('guess7')).codeProblem, 'CODE_UNKNOWN');
    assert.equal((await client.orders.quote.query({ lines: [] })).codeProblem, null);
    const colleague = clientOf(server, await signToken({ accountantId: 'accountant-2' }));
    assert.equal((await refusal(quote('GIAHAN10', colleague))).code, 'TOO_MANY_REQUESTS');
    const elsewhere = clientOf(server, await signToken({ firm: OTHER_FIRM }));
    assert.equal((await quote('GIAHAN10', elsewhere)).codeProblem, null);
    server.setNow(NOW + HOUR_MS);
    const later = clientOf(server, await signToken({ issuedAt: NOW + HOUR_MS }));
    assert.equal((await quote('GIAHAN10', later)).codeProblem, null);
  });

  it('guesses are counted for a limited number of firms, the longest counted forgotten first', () => {
    const guesses = new CodeGuesses();
    const firm = (index: number) => ({ portalId: 'portal', firmId: `firm-${index}` });
    for (let guess = 0; guess < 30; guess++) guesses.add(firm(0), `GUESS${guess}`, NOW);
    for (let index = 1; index < 10_000; index++) guesses.add(firm(index), 'GUESS', NOW);
    assert.throws(() => guesses.check(firm(0), 'NEXT', NOW), { code: 'TOO_MANY_REQUESTS' });
    guesses.add(firm(10_000), 'GUESS', NOW);
    guesses.check(firm(0), 'NEXT', NOW);
    // Counted anew in its next hour, a firm is the latest.
    const hourLater = NOW + HOUR_MS;
    for (let guess = 0; guess < 30; guess++) guesses.add(firm(1), `GUESS${guess}`, hourLater);
    guesses.add(firm(10_001), 'GUESS', hourLater);
    assert.throws(() => guesses.check(firm(1), 'NEXT', hourLater), { code: 'TOO_MANY_REQUESTS' });
  });

  it('30 guessed codes may be tried again, and no more where several are tried at once', () => {
    const guesses = new CodeGuesses();
    const firm = { portalId: 'portal', firmId: 'firm' };
    for (let guess = 0; guess < 31; guess++) guesses.add(firm, `GUESS${guess}`, NOW);
    guesses.check(firm, 'GUESS29', NOW);
    assert.throws(() => guesses.check(firm, 'GUESS30', NOW), { code: 'TOO_MANY_REQUESTS' });
  });
});
