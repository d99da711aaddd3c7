import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { productAndPlan, soldText } from './sold-text.ts';

const named = (code: string, vi: string, en: string) => ({ code, name: { vi, en } });
const INVOICE = named('MEINVOICE', 'meInvoice', 'meInvoice');
const BASIC = named('INV-1', 'Cơ bản', 'Basic');
const say = (_key: string, { count }: { count: number }) => `${count} người dùng`;

describe('the text of what a line sells', () => {
  it('a sold line names the product before a plan whose name does not say it', () => {
    const sold = { product: INVOICE, plan: BASIC, quantity: 1 };
    assert.equal(soldText(say, 'vi', sold), 'meInvoice – Cơ bản');
    assert.equal(productAndPlan('en', sold), 'meInvoice – Basic');
  });

  it('a sold line leaves out a product that the plan’s name says, that is unnamed, or that was not kept', () => {
    const signature = named('CKS', 'Chữ ký số', 'Digital signature');
    const plan = named('CKS-1', 'Chữ ký số 1 năm', 'Business digital signature');
    for (const locale of ['vi', 'en'] as const) {
      assert.equal(productAndPlan(locale, { product: signature, plan }), plan.name[locale]);
    }
    const unnamed = named('default', 'Phần mềm', 'Software');
    assert.equal(productAndPlan('vi', { product: unnamed, plan: BASIC }), 'Cơ bản');
    assert.equal(productAndPlan('vi', { plan: BASIC }), 'Cơ bản');
  });

  it('a sold line names the licence by its id, where the customer has several of the product', () => {
    const sold = { product: INVOICE, plan: BASIC, quantity: 2, licenseExternalId: 'HD-2' };
    const several = { ...sold, isOneOfSeveral: true };
    assert.equal(soldText(say, 'vi', several), 'meInvoice – Cơ bản (HD-2), 2 người dùng');
    assert.equal(soldText(say, 'vi', sold), 'meInvoice – Cơ bản, 2 người dùng');
    const unnamed = { ...several, licenseExternalId: null };
    assert.equal(productAndPlan('vi', unnamed), 'meInvoice – Cơ bản');
  });

  it('a sold line names several users, and the price of one where the list price is even', () => {
    const sold = { product: INVOICE, plan: BASIC, quantity: 3 };
    assert.equal(soldText(say, 'vi', sold), 'meInvoice – Cơ bản, 3 người dùng');
    assert.equal(
      soldText(say, 'vi', sold, 1_440_000),
      'meInvoice – Cơ bản, 3 người dùng × 480.000\u00a0₫',
    );
    assert.equal(soldText(say, 'vi', sold, 1_000), 'meInvoice – Cơ bản, 3 người dùng');
  });
});
