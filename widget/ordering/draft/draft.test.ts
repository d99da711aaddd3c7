import { expect } from '@open-wc/testing';
import type { Customer, LookUpResult } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { customersOf, WHO_AM_I, YEARLY } from '../../testing/firm.ts';
import { ownerRows, toPlaceInput, toQuotationInput } from '../quote/place-input.ts';
import type { QuotedRow } from '../quote/quoting.ts';
import { DraftStorage } from '../start/draft-storage.ts';
import { findProblems, rowProblem } from '../table/row-problems.ts';
import {
  type DraftRow,
  EMPTY_PARTY,
  emptyDraft,
  emptyRow,
  filledRows,
  newRequestId,
  priceGuarantee,
  toQuoteInput,
  withQuotation,
  withRow,
} from './draft.ts';
import { isOf, notYetIn, withLookedUp } from './draft-customers.ts';
import { withLicense } from './row-license.ts';

const [first, second, , , unlicensed] = customersOf(5) as [
  Customer,
  Customer,
  Customer,
  Customer,
  Customer,
];
const found = (customer: Customer): LookUpResult['results'][number] => ({
  outcome: 'found',
  taxCode: customer.taxCode,
  formerTaxCode: null,
  customer,
});
const draftOf = (...customers: Customer[]) =>
  withLookedUp(emptyDraft('id'), customers.map(found)).draft;

/** A server's quote of rows: none, or with these new expiries. */
const unquoted = { rowOf: () => undefined };
const quotedTo = (expiries: ReadonlyMap<number, string>) => ({
  rowOf: ({ key }: DraftRow) =>
    expiries.has(key) ? ({ newExpiry: expiries.get(key) } as QuotedRow) : undefined,
});

const QUOTATION = { id: 'q', number: 'BG000001', url: '', validUntil: '2026-12-23', total: 1 };

describe('a draft', () => {
  it('a draft begins with one blank row without a customer', () => {
    const draft = emptyDraft('id');
    expect(filledRows(draft)).to.deep.equal([]);
    expect(draft.rows).to.have.length(1);
  });

  it('adding customers fills blank rows first, merges duplicates, and keeps unknown ones once', () => {
    const unknown = { outcome: 'unknown', taxCode: '0100109106' } as const;
    const results = [found(first), unknown, found(first), unknown, found(second)];
    const { draft, added, duplicates } = withLookedUp(emptyDraft('id'), results);
    expect(draft.rows.map((row) => row.customer?.id ?? row.text)).to.deep.equal([
      first.id,
      '0100109106',
      second.id,
    ]);
    expect({ added, duplicates }).to.deep.equal({ added: 2, duplicates: 1 });
    expect(new Set(draft.rows.map((row) => row.key)).size).to.equal(3);
  });

  it('a row gets its customer’s plan and the first fiscal year not yet covered', () => {
    const [row] = draftOf(first).rows;
    expect(row?.planId).to.equal(YEARLY.id);
    expect(row?.firstFiscalYear).to.equal(2027);
    // 30/06/2026 has passed, and the year began in April: the lapsed part is renewed with it.
    expect(draftOf(second).rows[0]?.firstFiscalYear).to.equal(2026);
  });

  it('a draft is recognised as being of just these customers, zeros stripped or not', () => {
    const draft = draftOf(first, second);
    expect(isOf(draft, [second.taxCode, first.taxCode.replace(/^0/, '')])).to.equal(true);
    expect(isOf(draft, [first.taxCode])).to.equal(false);
    expect(isOf(draft, [first.taxCode, second.taxCode, unlicensed.taxCode])).to.equal(false);
  });

  it('a draft is of a customer named by a former code, unless that is another row’s present one', () => {
    const moved = { ...second, formerTaxCodes: ['0100109106', first.taxCode] };
    const draft = draftOf(first, moved);
    expect(isOf(draft, [first.taxCode, '0100109106'])).to.equal(true);
    expect(isOf(draft, [first.taxCode, second.taxCode])).to.equal(true);
    expect(isOf(draft, ['0100109106', second.taxCode])).to.equal(false);
    expect(notYetIn(draft, ['0100109106', unlicensed.taxCode])).to.deep.equal([unlicensed.taxCode]);
  });

  it('changing a row uses its present state, not the one drawn', () => {
    let draft = draftOf(first, second);
    const key = draft.rows[1]?.key ?? 0;
    for (const change of [{ years: 3 }, { recipientEmail: ' a@b.vn ' }]) {
      draft = { ...draft, ...withRow(key, () => change)(draft) };
    }
    const input = toPlaceInput(draft, 'vi', 5, unquoted);
    expect(input.lines[1]).to.include({ years: 3, recipientEmail: 'a@b.vn' });
    expect(input.lines[0]).to.include({ years: 1, presentExpiry: '2026-12-31' });
    expect(input.lines[0]).not.to.have.property('recipientEmail');
  });

  it('each row is ordered with the confirmed new expiry', () => {
    const draft = draftOf(first, second);
    const [own, other] = draft.rows.map(({ key }) => key) as [number, number];
    const confirmed = new Map([
      [own, '2027-12-31'],
      [other, '2027-03-31'],
    ]);
    const { lines } = toPlaceInput(draft, 'vi', 5, quotedTo(confirmed));
    expect(lines.map(({ newExpiry }) => newExpiry)).to.deep.equal(['2027-12-31', '2027-03-31']);
  });

  it('a row’s problems are found before the server is called', () => {
    const row = emptyRow([]);
    expect(rowProblem(row)).to.equal('CUSTOMER_REQUIRED');
    expect(rowProblem({ ...row, text: '0100109106' })).to.equal('TAX_CODE_UNKNOWN');
    expect(rowProblem({ ...row, text: '0100109107' })).to.equal('TAX_CODE_CHECK_DIGIT');
    expect(rowProblem({ ...row, text: 'Công ty A' })).to.equal('TAX_CODE_INVALID');
    expect(rowProblem(withLicense(row, unlicensed, undefined))).to.equal('NO_LICENSE');
    const chosen = withLicense(row, first, first.licenses[0]);
    expect(rowProblem({ ...chosen, recipientEmail: 'nobody' })).to.equal('OVERRIDE');
    expect(rowProblem(chosen)).to.equal(null);
  });

  it('missing values are problems only after a try to go on; typed mistakes at once', () => {
    const draft = { ...emptyDraft('id'), rows: [{ ...emptyRow([]), text: 'abc' }] };
    const none = { serverProblemOf: () => undefined, resolving: new Set<number>() };
    expect([...findProblems(draft, { ...none, attempted: false }).keys()]).to.deep.equal([1]);
    const blank = emptyDraft('id');
    expect(findProblems(blank, { ...none, attempted: false }).size).to.equal(0);
    expect(findProblems(blank, { ...none, attempted: true }).get(1)?.code).to.equal(
      'CUSTOMER_REQUIRED',
    );
    const partlyBlank = { ...draft, rows: [...draft.rows, emptyRow(draft.rows)] };
    expect([...findProblems(partlyBlank, { ...none, attempted: true }).keys()]).to.deep.equal([1]);
    const resolving = new Set([1]);
    expect(findProblems(draft, { ...none, attempted: true, resolving }).size).to.equal(0);
  });

  it('a quotation prices the draft while it equals the quoted one, in any order of rows', () => {
    const draft = { ...draftOf(first, second), discountCode: 'A' };
    const quoted = { ...draft, ...withQuotation(draft, QUOTATION) };
    expect(priceGuarantee(draft)).to.equal(null);
    expect(priceGuarantee(quoted)).to.equal(QUOTATION);
    expect(toQuoteInput(quoted).quotationId).to.equal('q');
    const turned = { ...quoted, rows: quoted.rows.toReversed(), payer: 'owner' as const };
    expect(toPlaceInput(turned, 'vi', 0, unquoted).quotationId).to.equal('q');
    const [row] = quoted.rows;
    for (const other of [
      { ...quoted, discountCode: '' },
      { ...quoted, rows: quoted.rows.slice(1) },
      { ...quoted, ...withRow(row?.key ?? 0, () => ({ years: 2 }))(quoted) },
    ]) {
      expect(priceGuarantee(other)).to.equal(null);
      expect(toPlaceInput(other, 'vi', 0, unquoted)).not.to.have.property('quotationId');
    }
  });

  it('a quotation is addressed to the invoice party for all of it, else to the firm', () => {
    expect(toQuotationInput(draftOf(first, second))).not.to.have.property('buyerName');
    expect(toQuotationInput(draftOf(first)).buyerName).to.equal(first.name);
    const party = { ...EMPTY_PARTY, legalName: ' Công ty Mẹ ' };
    const draft = { ...draftOf(first, second), invoiceTo: 'other' as const, party };
    expect(toQuotationInput(draft).buyerName).to.equal('Công ty Mẹ');
  });

  it('a row’s payer is its own, or else the order’s', () => {
    const { rows, ...rest } = draftOf(first, second);
    const [one, two] = rows as [DraftRow, DraftRow];
    const draft = {
      ...rest,
      payer: 'owner' as const,
      rows: [{ ...one, payer: 'firm' as const }, two],
    };
    expect(ownerRows(draft)).to.deep.equal([two]);
    const input = toPlaceInput(draft, 'vi', 0, unquoted);
    expect([input.payer, ...input.lines.map((line) => line.payer)]).to.deep.equal([
      'owner',
      'firm',
      undefined,
    ]);
  });

  it('each draft has a request id of its own', () => {
    const ids = new Set(Array.from({ length: 100 }, newRequestId));
    expect(ids.size).to.equal(100);
  });
});

describe('DraftStorage', () => {
  const storageOf = (accountantId: string, server = 'https://a.example') => {
    const whoAmI = { ...WHO_AM_I, accountant: { ...WHO_AM_I.accountant, id: accountantId } };
    return new DraftStorage({ server, whoAmI } as SignIn, () => {});
  };

  // Other test files store drafts in the same browser.
  const ownKeys = () => Object.keys(localStorage).filter((key) => /[ab]\.example/.test(key));

  beforeEach(() => {
    for (const key of ownKeys()) localStorage.removeItem(key);
  });

  it('a stored draft is returned to the same accountant at the same server only', () => {
    storageOf('1').write(draftOf(first));
    expect(storageOf('1', 'https://a.example/').read()).to.deep.equal(draftOf(first));
    expect(storageOf('2').read()).to.equal(null);
    expect(storageOf('1', 'https://b.example').read()).to.equal(null);
    storageOf('1').clear();
    expect(storageOf('1').read()).to.equal(null);
  });

  it('a stored text that is no draft is ignored', () => {
    storageOf('1').write(draftOf(first));
    const [key = ''] = ownKeys();
    for (const text of ['{', 'null', '[]', '{"rows":5,"requestId":"x"}']) {
      localStorage.setItem(key, text);
      expect(storageOf('1').read(), text).to.equal(null);
    }
    localStorage.setItem(key, '{"requestId":"x","rows":[]}');
    expect(storageOf('1').read()?.party.legalName).to.equal('');
  });
});
