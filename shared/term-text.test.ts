import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from './messages/en.ts';
import { fillMessage } from './messages/index.ts';
import { vi } from './messages/vi.ts';
import { type Term, termColumn, termFact, termText } from './term-text.ts';

const inVietnamese = (key: keyof typeof vi, values?: Record<string, string | number>) =>
  fillMessage(vi[key], values);
const inEnglish = (key: keyof typeof en, values?: Record<string, string | number>) =>
  fillMessage(en[key], values);

const BY_YEAR: Term = { termRule: 'fiscal_year', firstFiscalYear: 2027, years: 2 };
const BY_ANNIVERSARY: Term = { termRule: 'anniversary', firstFiscalYear: 2026, years: 1 };

describe('the text of a term', () => {
  it('the text of a term names its fiscal years, and none for an anniversary term', () => {
    assert.deepEqual(termFact(inVietnamese, BY_YEAR), ['Năm tài chính', '2027–2028']);
    assert.equal(termText(inVietnamese, BY_ANNIVERSARY), 'Thời hạn 1 năm');
    assert.equal(termText(inEnglish, BY_ANNIVERSARY), 'Term 1 year');
    assert.equal(termText(inEnglish, { ...BY_ANNIVERSARY, years: 3 }), 'Term 3 years');
  });

  it('a table of one kind of term names that kind once, and a mixed table names it in each row', () => {
    const texts = (terms: Term[]) => {
      const { name, textOf } = termColumn(inVietnamese, terms);
      return [name, ...terms.map(textOf)];
    };
    assert.deepEqual(texts([BY_YEAR]), ['Năm tài chính', '2027–2028']);
    assert.deepEqual(texts([BY_ANNIVERSARY]), ['Thời hạn', '1 năm']);
    assert.deepEqual(texts([BY_YEAR, BY_ANNIVERSARY]), [
      'Thời hạn',
      'Năm tài chính 2027–2028',
      'Thời hạn 1 năm',
    ]);
  });
});
