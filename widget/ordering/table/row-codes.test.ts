import { expect } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { customersOf } from '../../testing/firm.ts';
import { type Draft, emptyDraft, emptyRow } from '../draft/draft.ts';
import { RowCodes } from './row-codes.ts';

const [first, second] = customersOf(2) as [Customer, Customer];

/** The answers of one look-up, given by the test. */
interface LookUp {
  codes: readonly string[];
  answer(...customers: (Customer | null)[]): void;
  fail(): void;
}

class RowsElement extends LitElement {
  readonly lookUps: LookUp[] = [];
  readonly chosen: [key: number, name: string][] = [];
  draft: Draft = emptyDraft('request-1');
  readonly codes = new RowCodes(this, (key, { name }) => this.chosen.push([key, name]));

  readonly signIn = {
    t: (key: string) => key,
    hasAllTexts: () => true,
    api: { customers: { lookUp: { query: (input: { taxCodes: string[] }) => this.#ask(input) } } },
  } as unknown as FormSignIn;

  /** Types a text into a row, as the table does: the draft changes, and the code is looked up. */
  type(key: number, text: string): Promise<void> {
    const others = this.draft.rows.filter((row) => row.key !== key);
    this.draft = { ...this.draft, rows: [...others, { ...emptyRow([]), key, text }] };
    return this.codes.lookUp(key, text);
  }

  #ask({ taxCodes }: { taxCodes: string[] }): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const answer = (...customers: (Customer | null)[]) =>
      resolve({
        results: customers.map((customer, index) => {
          const taxCode = taxCodes[index];
          return customer
            ? { outcome: 'found', taxCode, customer, formerTaxCode: null }
            : { outcome: 'unknown', taxCode };
        }),
      });
    this.lookUps.push({ codes: taxCodes, answer, fail: () => reject(new TypeError()) });
    return promise;
  }
}
customElements.define('rows-element', RowsElement);

describe('RowCodes', () => {
  let element: RowsElement;

  beforeEach(() => {
    element = document.body.appendChild(document.createElement('rows-element') as RowsElement);
  });

  afterEach(() => element.remove());

  const nth = (n: number) => element.lookUps[n] as LookUp;

  it('RowCodes chooses the customer of a code for its row', async () => {
    const typed = element.type(1, first.taxCode);
    expect([...element.codes.rows]).to.deep.equal([1]);
    nth(0).answer(first);
    await typed;
    expect(element.chosen).to.deep.equal([[1, first.name]]);
    expect(element.codes.rows.size).to.equal(0);
  });

  it('RowCodes looks up a second code together with one still under way', async () => {
    void element.type(1, first.taxCode);
    const typed = element.type(2, second.taxCode);
    expect(nth(1).codes).to.deep.equal([first.taxCode, second.taxCode]);
    nth(1).answer(first, second);
    await typed;
    expect(element.chosen).to.deep.equal([
      [1, first.name],
      [2, second.name],
    ]);
  });

  it('RowCodes leaves a row whose text has changed since', async () => {
    const typed = element.type(1, first.taxCode);
    element.draft = { ...element.draft, rows: [{ ...emptyRow([]), text: 'Kho' }] };
    nth(0).answer(first);
    await typed;
    expect(element.chosen).to.deep.equal([]);
  });

  it('RowCodes leaves the text of a code without a customer', async () => {
    const typed = element.type(1, first.taxCode);
    nth(0).answer(null);
    await typed;
    expect(element.chosen).to.deep.equal([]);
    expect(element.codes.rows.size).to.equal(0);
  });

  it('RowCodes aborts when the only text is removed again', async () => {
    void element.type(1, first.taxCode);
    await element.type(1, '');
    expect(element.codes.rows.size).to.equal(0);
    expect(element.lookUps).to.have.length(1);
  });

  it('RowCodes says why codes were not looked up, and looks them up once more', async () => {
    const typed = element.type(1, first.taxCode);
    nth(0).fail();
    await typed;
    expect(element.codes.text).to.equal('offline');
    expect([...element.codes.rows], 'not known yet').to.deep.equal([1]);
    const again = element.codes.retry();
    nth(1).answer(first);
    await again;
    expect(element.codes.text).to.equal('');
    expect(element.chosen).to.deep.equal([[1, first.name]]);
    expect(element.codes.rows.size).to.equal(0);
  });

  it('RowCodes forgets a code that could not be looked up once its row is gone', async () => {
    const typed = element.type(1, first.taxCode);
    nth(0).fail();
    await typed;
    element.draft = emptyDraft('request-1');
    expect(element.codes.rows.size).to.equal(0);
  });

  it('RowCodes asks again about codes without a customer before a person goes on', async () => {
    const row = { ...emptyRow([]), text: second.taxCode };
    element.draft = { ...element.draft, rows: [row] };
    const settled = element.codes.settled();
    nth(0).answer(second);
    await settled;
    expect(element.chosen).to.deep.equal([[1, second.name]]);
  });
});
