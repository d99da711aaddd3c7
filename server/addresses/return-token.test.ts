import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Config } from '../config/config.ts';
import { attemptOfReturnToken, returnUrl } from './return-token.ts';

const config = { publicUrl: 'https://renewal.example', linkSecret: 'a-link-secret' } as Config;
const ATTEMPT = '01a21501-a12c-77ad-ac89-77a6ab8fc224';

it('a return address names the attempt that it was made for, and no other text does', () => {
  const url = returnUrl(config, ATTEMPT);
  const token = url.slice(url.lastIndexOf('/') + 1);
  assert.match(url, /^https:\/\/renewal\.example\/payments\/return\//);
  assert.equal(attemptOfReturnToken(config, token), ATTEMPT);
  const [, seal = ''] = token.split('.');
  const other = { ...config, linkSecret: 'another-link-secret' };
  for (const [forged, by] of [
    [`01a21501-a12c-77ad-ac89-77a6ab8fc225.${seal}`, config],
    [`${ATTEMPT}.${seal.slice(0, -1)}`, config],
    [`${ATTEMPT}.${seal}0`, config],
    [`${ATTEMPT}.${seal.slice(0, -1)}${seal.endsWith('0') ? '1' : '0'}`, config],
    [`${ATTEMPT}.`, config],
    [ATTEMPT, config],
    ['', config],
    [token, other],
  ] as const) {
    assert.equal(attemptOfReturnToken(by, forged), null, forged);
  }
});
