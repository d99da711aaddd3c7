import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { en as mailEn } from '../../server/channels/mail/texts/texts.en.ts';
import { vi as mailVi } from '../../server/channels/mail/texts/texts.vi.ts';
import { en as documentsEn } from '../../server/documents/texts.en.ts';
import { vi as documentsVi } from '../../server/documents/texts.vi.ts';
import { en as payEn } from '../../server/pay-page/texts.en.ts';
import { vi as payVi } from '../../server/pay-page/texts.vi.ts';
import { ERROR_CODES, FIELD_PROBLEM_CODES, ROW_PROBLEM_CODES } from '../error-codes.ts';
import { SHOWN_STATES } from '../order-state.ts';
import { en } from './en.ts';
import { fillMessage } from './index.ts';
import { vi } from './vi.ts';

type Texts = Record<string, string>;

const WIDGET = join(import.meta.dirname, '../../widget/messages');

const CATALOGUES: Record<string, [Texts, Texts]> = {
  common: [vi, en],
  documents: [documentsVi, documentsEn],
  mail: [mailVi, mailEn],
  'payment page': [payVi, payEn],
  ...(await widgetCatalogues()),
};

for (const [name, [vietnamese, english]] of Object.entries(CATALOGUES)) {
  describe(`the ${name} catalogue`, () => {
    it(`the ${name} catalogue has the same keys in both languages`, () => {
      assert.deepEqual(Object.keys(english).sort(), Object.keys(vietnamese).sort());
    });

    it(`the ${name} catalogue has the same placeholders in both languages`, () => {
      for (const [key, text] of Object.entries(vietnamese)) {
        assert.deepEqual(placesIn(english[key] ?? ''), placesIn(text), key);
      }
    });

    it(`the ${name} catalogue has at least one text`, () =>
      assert.ok(Object.keys(vietnamese).length > 0));

    it(`the ${name} catalogue has no empty text`, () => {
      for (const text of [...Object.values(vietnamese), ...Object.values(english)]) {
        assert.notEqual(text.trim(), '');
      }
    });
  });
}

it('the catalogue has a text for every code and state', () => {
  const keys = [
    ...ERROR_CODES.map((code) => `error.${code}`),
    ...ROW_PROBLEM_CODES.map((code) => `row.${code}`),
    ...FIELD_PROBLEM_CODES.map((code) => `field.${code}`),
    ...SHOWN_STATES.map((state) => `orderState.${state}`),
  ];
  for (const key of keys) assert.ok(key in vi, key);
});

it('a placeholder without a value stays visible in a text', () => {
  assert.equal(fillMessage('{a} and {b}', { a: 1 }), '1 and {b}');
  assert.equal(fillMessage('{a|line|lines}'), '{a|line|lines}');
});

it('a text formats numbers with separators, except years, and picks the word for the number', () => {
  const text = '{count} {count|client|clients}, {fiscalYear}';
  assert.equal(fillMessage(text, { count: 1, fiscalYear: 2027 }), '1 client, 2027');
  assert.equal(fillMessage(text, { count: 1_234, fiscalYear: 2027 }), '1.234 clients, 2027');
  assert.equal(fillMessage(text, { count: '1.001', fiscalYear: 2027 }), '1.001 clients, 2027');
  assert.equal(fillMessage(text, { count: 0, fiscalYear: 2027 }), '0 clients, 2027');
});

it('each English count has a singular and a plural exactly once', () => {
  for (const [, english] of Object.values(CATALOGUES)) {
    for (const [key, text] of Object.entries(english)) {
      assert.doesNotMatch(text, /\(s\)/, key);
      if (key !== 'tooManyRows') assert.doesNotMatch(text, /\{count\} (more )?[a-z]+s\b/, key);
    }
  }
});

it('a text about one row does not speak of all rows', () => {
  for (const texts of Object.values(CATALOGUES).flat()) {
    for (const [key, text] of Object.entries(texts)) {
      // Shown where fewer than all rows are.
      if (key === 'groups.all') continue;
      assert.doesNotMatch(
        fillMessage(text, { count: 1 }),
        /(chọn cả|đổi cả|tất cả|\ball) 1\b/i,
        key,
      );
    }
  }
});

/** Each file of the Vietnamese catalogues with its twin. */
async function widgetCatalogues(): Promise<Record<string, [Texts, Texts]>> {
  const pairs: Record<string, [Texts, Texts]> = {};
  for (const file of readdirSync(join(WIDGET, 'vi'))) {
    const name = file.replace('.ts', '');
    const [vietnamese, english] = await Promise.all(
      ['vi', 'en'].map(async (language) => (await import(join(WIDGET, language, file)))[name]),
    );
    pairs[`widget’s ${name}`] = [vietnamese, english];
  }
  return pairs;
}

function placesIn(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)[|}]/g)].map(([, name = '']) => name);
  return [...new Set(names)].sort();
}
