import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  emailProblem,
  invoicePartyProblems,
  isEmail,
  isPhone,
  recipientProblems,
} from './party.ts';
import { invoicePartySchema, recipientSchema } from './schemas/common.ts';

const party = {
  legalName: 'Công ty TNHH Đại Phát',
  taxCode: '0101243150',
  address: '12 Lê Lợi',
  email: 'ketoan@daiphat.example',
  contactName: '',
};

it('each wrong field of a party is reported with its problem', () => {
  assert.deepEqual(invoicePartyProblems(party), {});
  assert.deepEqual(
    invoicePartyProblems({ ...party, legalName: '', taxCode: '0101243151', email: 'x@' }),
    { legalName: 'REQUIRED', taxCode: 'TAX_CODE_CHECK_DIGIT', email: 'EMAIL_INVALID' },
  );
  assert.deepEqual(recipientProblems({ name: '', email: 'a@b.vn', phone: 'abc' }), {
    name: 'REQUIRED',
    phone: 'PHONE_INVALID',
  });
});

it('the schema reports the same problems, with the path, after trimming', () => {
  assert.ok(invoicePartySchema.safeParse({ ...party, taxCode: ' 0101243150 ' }).success);
  const result = invoicePartySchema.safeParse({ ...party, email: 'nobody', address: '   ' });
  assert.deepEqual(
    result.error?.issues.map((issue) => [issue.path.join('.'), issue.message]).sort(),
    [
      ['address', 'REQUIRED'],
      ['email', 'EMAIL_INVALID'],
    ],
  );
  assert.ok(recipientSchema.safeParse({ name: 'A', email: 'a@b.vn', phone: '' }).success);
});

it('a budget unit’s code takes the place of a tax code', () => {
  const unit = { ...party, taxCode: '' };
  assert.deepEqual(invoicePartyProblems({ ...unit, budgetUnitCode: '1234567' }), {});
  assert.deepEqual(invoicePartyProblems({ ...unit, budgetUnitCode: '' }), { taxCode: 'REQUIRED' });
  assert.deepEqual(invoicePartyProblems({ ...unit, budgetUnitCode: '12345' }), {
    budgetUnitCode: 'BUDGET_UNIT_CODE_INVALID',
  });
});

it('well-formed addresses and numbers are accepted, and others refused', () => {
  for (const email of ['a@b.vn', 'lan.nguyen+x@minhphat.example']) assert.ok(isEmail(email), email);
  const wrong = [
    '',
    'a',
    'a..b@c.vn',
    '.a@c.vn',
    'a.@c.vn',
    'mailto:a@c.vn',
    'a@.c.vn',
    'a@c.vn.',
    'a@c.1',
    'a@-c.vn',
    'a@c-.vn',
    'a@[127.0.0.1]',
    'a@c.vn\r\nBcc: d@e.vn',
    'a@c.vn%0ABcc:d@e.vn',
    'nguyễn@c.vn',
    'Lan <a@c.vn>',
    `${'x'.repeat(65)}@b.vn`,
    `a@${'x'.repeat(64)}.vn`,
    'a@b',
    'a b@c.vn',
    'a@b..vn',
    'a@b.vn,c@d.vn',
    '<a@b.vn>',
    `${'x'.repeat(250)}@b.vn`,
  ];
  assert.ok(!isEmail('a\0@b.vn'), 'a control character');
  for (const email of wrong) assert.ok(!isEmail(email), email);
  for (const phone of ['0901234567', '+84 901 234 567', '(028) 3822-1234'])
    assert.ok(isPhone(phone), phone);
  for (const phone of ['12', 'call me', '0'.repeat(16)]) assert.ok(!isPhone(phone), phone);
});

it('several addresses in one field are reported as several', () => {
  for (const text of [
    'a@x.example; b@x.example',
    'a@x.example,b@x.example',
    'a@x.exampleb@x.example',
  ]) {
    assert.equal(emailProblem(text), 'EMAIL_SEVERAL', text);
  }
  assert.equal(emailProblem('a..b@x.example'), 'EMAIL_INVALID');
  assert.equal(emailProblem('a@x.example'), undefined);
});
