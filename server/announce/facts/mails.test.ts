import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { wholeOrOwn } from './mails.ts';

describe('the mails of an order', () => {
  it('the mails of an order lead its recipient to all of it, and each owner to their own lines', () => {
    const order = {
      ...{ id: 'order', recipient_name: 'Lan', recipient_email: 'lan@ketoan.example' },
    } as Tables['orders'];
    const line = (id: string, email: string | null) => ({
      ...{ id, recipient_email: email, total: 1, customer_name: '' },
    });
    const [an, binh] = ['an@cong-ty.example', 'binh@cong-ty.example'];
    const lines = [line('1', an), line('2', binh), line('3', an), line('4', null)];
    assert.deepEqual(wholeOrOwn('commitment_made')({} as Work, { order, lines }), [
      {
        ...{ kind: 'commitment_made', orderId: 'order', lineIds: null },
        to: { name: 'Lan', email: 'lan@ketoan.example' },
      },
      ...[
        { email: an, lineIds: ['1', '3'] },
        { email: binh, lineIds: ['2'] },
      ].map(({ email, lineIds }) => ({
        ...{ kind: 'commitment_made', orderId: 'order', to: { name: '', email }, lineIds },
      })),
    ]);
  });
});
