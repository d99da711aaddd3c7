import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as z from 'zod/mini';
import { recipientSchema, textSchema } from './common.ts';

it('any text is accepted, trimmed, except NUL and half of a character', () => {
  const schema = textSchema(20);
  assert.equal(schema.parse('  Đại Phát 🎉\n'), 'Đại Phát 🎉');
  for (const text of ['a\0b', '\0', 'a\ud800b', '\udc00']) {
    const [issue] = schema.safeParse(text).error?.issues ?? [];
    assert.equal(issue?.message, 'INVALID', JSON.stringify(text));
  }
});

it('a refused text is reported at its field', () => {
  const input = { name: 'Bình\0', email: 'b@c.example', phone: '' };
  const { error } = z.object({ recipient: recipientSchema }).safeParse({ recipient: input });
  assert.deepEqual(
    error?.issues.map(({ path, message }) => [path, message]),
    [[['recipient', 'name'], 'INVALID']],
  );
});
