import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { en as documentsEn } from '../../server/documents/texts.en.ts';
import { vi as documentsVi } from '../../server/documents/texts.vi.ts';
import { en as mailEn } from '../../server/mail/texts.en.ts';
import { vi as mailVi } from '../../server/mail/texts.vi.ts';
import { en as payEn } from '../../server/pay-page/texts.en.ts';
import { vi as payVi } from '../../server/pay-page/texts.vi.ts';
import { en as widgetEn } from '../../widget/messages/en.ts';
import { vi as widgetVi } from '../../widget/messages/vi.ts';
import { form as viForm } from '../../widget/messages/vi-form.ts';
import { ERROR_CODES, FIELD_PROBLEM_CODES, ROW_PROBLEM_CODES } from '../error-codes.ts';
import { ORDER_STATES } from '../order-state.ts';
import { en } from './en.ts';
import { fillMessage } from './index.ts';
import { vi } from './vi.ts';
import { basic as viBasic } from './vi-basic.ts';

type Texts = Record<string, string>;

const CATALOGUES: Record<string, [Texts, Texts]> = {
  common: [vi, en],
  documents: [documentsVi, documentsEn],
  mail: [mailVi, mailEn],
  'payment page': [payVi, payEn],
  widget: [widgetVi, widgetEn],
};

for (const [name, [vietnamese, english]] of Object.entries(CATALOGUES)) {
  describe(`the ${name} catalogue`, () => {
    it('has the same keys in both languages', () => {
      assert.deepEqual(Object.keys(english).sort(), Object.keys(vietnamese).sort());
    });

    it('fills the same places in both languages', () => {
      for (const [key, text] of Object.entries(vietnamese)) {
        assert.deepEqual(placesIn(english[key] ?? ''), placesIn(text), key);
      }
    });

    it('has no empty text', () => {
      for (const text of [...Object.values(vietnamese), ...Object.values(english)]) {
        assert.notEqual(text.trim(), '');
      }
    });
  });
}

it('has a text for every code and state', () => {
  const keys = [
    ...ERROR_CODES.map((code) => `error.${code}`),
    ...ROW_PROBLEM_CODES.map((code) => `row.${code}`),
    ...FIELD_PROBLEM_CODES.map((code) => `field.${code}`),
    ...ORDER_STATES.map((state) => `orderState.${state}`),
  ];
  for (const key of keys) assert.ok(key in vi, key);
});

/** What a server refuses only once there is an order: the order form is never told so. */
const LATER_ERRORS = [
  'ORDER_NOT_CANCELLABLE',
  'ORDER_NOT_EXTENDABLE',
  'COMMITMENT_NOT_ALLOWED',
  'NOTHING_TO_PAY',
  'METHOD_UNAVAILABLE',
  'GATEWAY_UNAVAILABLE',
  'REFUND_NOT_DUE',
  'PAYMENT_NOT_HELD',
  'PAYMENTS_NOT_JOINABLE',
  'LINK_EXPIRED',
  'LINK_REVOKED',
].map((code) => `error.${code}`);

it('has every text of the order form among those that are loaded with it', () => {
  const loaded = new Set([...Object.keys(viBasic), ...Object.keys(viForm)]);
  const others = [...Object.keys(vi), ...Object.keys(widgetVi)].filter((key) => !loaded.has(key));
  const sources = staticImportsOf('widget/ordering/order-wizard.ts').map((file) =>
    readFileSync(file, 'utf8'),
  );
  assert.ok(sources.length > 20);
  for (const source of sources) {
    for (const [said] of source.matchAll(/\bt\([^)]*/g)) {
      for (const key of others) assert.ok(!said.includes(`'${key}'`), key);
    }
    for (const [, prefix = ''] of source.matchAll(/\bt\(`([\w.]+\.)\$/g)) {
      const missing = others.filter((key) => key.startsWith(prefix));
      assert.deepEqual(
        missing.filter((key) => !LATER_ERRORS.includes(key)),
        [],
      );
    }
  }
});

it('leaves a place visible that has no value', () => {
  assert.equal(fillMessage('{a} and {b}', { a: 1 }), '1 and {b}');
  assert.equal(fillMessage('{a|line|lines}'), '{a|line|lines}');
});

it('puts thousands apart, but in years, and takes the word for as many', () => {
  const text = '{count} {count|client|clients}, {fiscalYear}';
  assert.equal(fillMessage(text, { count: 1, fiscalYear: 2027 }), '1 client, 2027');
  assert.equal(fillMessage(text, { count: 1_234, fiscalYear: 2027 }), '1.234 clients, 2027');
  assert.equal(fillMessage(text, { count: '1.001', fiscalYear: 2027 }), '1.001 clients, 2027');
  assert.equal(fillMessage(text, { count: 0, fiscalYear: 2027 }), '0 clients, 2027');
});

it('says no English count in two forms at once, or in one for all', () => {
  for (const [, english] of Object.values(CATALOGUES)) {
    for (const [key, text] of Object.entries(english)) {
      assert.doesNotMatch(text, /\(s\)/, key);
      if (key !== 'tooManyRows') assert.doesNotMatch(text, /\{count\} (more )?[a-z]+s\b/, key);
    }
  }
});

/** A module with all that it loads at once. */
function staticImportsOf(entry: string): string[] {
  const files = new Set([entry]);
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    for (const [, path = ''] of source.matchAll(/\b(?:im|ex)port (?!type\b)[^;]*?'(\.[^']+)';/g)) {
      files.add(join(dirname(file), path));
    }
  }
  return [...files];
}

function placesIn(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)[|}]/g)].map(([, name = '']) => name);
  return [...new Set(names)].sort();
}
