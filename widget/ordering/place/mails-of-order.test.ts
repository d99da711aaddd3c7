import { expect } from '@open-wc/testing';
import { customersOf, WHO_AM_I } from '../../testing/firm.ts';
import { type Draft, type DraftRow, emptyDraft } from '../draft/draft.ts';
import { rowsOf } from '../draft/row-license.ts';
import { mailsOfOrder } from './mails-of-order.ts';

const [A, B, C] = customersOf(3);

function draftOf(changes: Partial<DraftRow>[], change: Partial<Draft> = {}): Draft {
  const rows = [A, B, C].flatMap((customer, index) =>
    customer
      ? rowsOf(customer, customer.licenses.slice(0, 1), []).map((row) => ({
          ...row,
          key: index + 1,
          ...changes[index],
        }))
      : [],
  );
  return { ...emptyDraft('request'), rows, ...change };
}

describe('the mails of an order', () => {
  const of = (changes: Partial<DraftRow>[], change: Partial<Draft> = {}) =>
    mailsOfOrder(draftOf(changes, change), WHO_AM_I);

  it('an order’s mail goes to the accountant, or to the recipient declared by hand', () => {
    expect(of([]).recipient).to.include({ email: 'lan@antam.example' });
    const recipient = { name: 'Bình', email: 'binh@x.example', phone: '' };
    expect(of([], { notify: 'other', recipient }).recipient).to.deep.equal(recipient);
  });

  it('an order’s mails go once to each address of single rows, in any notation', () => {
    const own = (...emails: string[]) =>
      of(emails.map((recipientEmail) => ({ recipientEmail }))).own;
    expect(own()).to.deep.equal({ mails: 0, rows: 0 });
    expect(own('a@x.example', 'b@x.example')).to.deep.equal({ mails: 2, rows: 2 });
    expect(own('a@x.example', ' A@x.example ', 'b@x.example')).to.deep.equal({ mails: 2, rows: 3 });
    // The recipient of the order gets it whole.
    expect(own('LAN@antam.example', 'a@x.example')).to.deep.equal({ mails: 1, rows: 1 });
  });

  it('no owner gets an order’s mail before the accountant sends the links', () => {
    const [customer] = customersOf(1);
    const nameless = customer ? { ...customer, email: '' } : null;
    const changes: Partial<DraftRow>[] = [
      { payer: 'owner' },
      { payer: 'owner', customer: nameless },
      { payer: 'owner', customer: nameless, recipientEmail: 'chu@x.example' },
    ];
    expect(of(changes.slice(0, 1)).owners).to.deep.equal({ rows: 1, withoutEmail: 0 });
    expect(of(changes).owners).to.deep.equal({ rows: 3, withoutEmail: 1 });
    expect(of(changes, { payer: 'owner' }).own).to.deep.equal({ mails: 1, rows: 1 });
    expect(of([]).owners).to.deep.equal({ rows: 0, withoutEmail: 0 });
  });
});
