import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isSameSecret } from './same-secret.ts';

it('a secret is the expected one in every character, and no other text is', () => {
  assert.equal(isSameSecret('', ''), true);
  assert.equal(isSameSecret('bí mật', 'bí mật'), true);
  for (const given of ['bí mậ', 'bí mật ', 'Bí mật', 'bi mat', '']) {
    assert.equal(isSameSecret(given, 'bí mật'), false, given);
  }
});
