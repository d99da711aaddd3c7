import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namedAccounts } from './named-accounts.ts';

const OWN = '0123 456 789';

describe('the accounts that a message names', () => {
  it('a message whose account fields are empty names no account', () => {
    for (const fields of [[], [undefined], [null], [''], [null, '', undefined]]) {
      assert.deepEqual(namedAccounts(fields, OWN), [], JSON.stringify(fields));
    }
  });

  it('named accounts are normalised, listed once, and include our own where the message was accepted as its', () => {
    assert.deepEqual(namedAccounts(['0123.456.789', 'vqrq-0001'], OWN), ['0123456789', 'VQRQ0001']);
    assert.deepEqual(namedAccounts(['VQRQ0001', null], OWN), ['0123456789', 'VQRQ0001']);
    assert.deepEqual(namedAccounts(['vqrq 0001', 'VQRQ0001']), ['VQRQ0001']);
    // Without its zeros, a number is no account; our own is meant.
    assert.deepEqual(namedAccounts([123_456_789], OWN), ['0123456789']);
    assert.deepEqual(namedAccounts([123_456_789]), []);
  });

  it('a text without a letter or digit, or longer than an account number, names no account', () => {
    assert.deepEqual(namedAccounts(['---', '1'.repeat(41)]), []);
    assert.deepEqual(namedAccounts(['1'.repeat(40)]), ['1'.repeat(40)]);
  });
});
