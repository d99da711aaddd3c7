import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bankAppLinks } from './bank-app-links.ts';

const BANK = {
  bankBin: '970436',
  bankName: 'Vietcombank',
  accountNumber: '0123456789',
  accountHolder: 'Công ty Phần mềm & Đối tác',
  virtualAccounts: [],
  sepay: null,
  casso: null,
};
const RETURN = 'https://renewal.example/payments/return/0193.seal';

it('a bank app is opened with account, amount, memo, holder and the way back, as vietqr.io documents it', () => {
  const links = bankAppLinks(BANK, { amount: 2_950_000, memo: 'GHABC2345' }, RETURN);
  assert.deepEqual(
    links.map(({ id }) => id),
    ['icb', 'bidv', 'mb', 'acb', 'ocb'],
  );
  assert.equal(
    links[2]?.url,
    `https://dl.vietqr.io/pay?app=mb&am=2950000&tn=GHABC2345&ba=0123456789@vcb&bn=Cong%20ty%20Phan%20mem%20%26%20Doi%20tac&url=${RETURN}`,
  );
});

it('no bank app is offered for a bank that vietqr.io has no code for', () => {
  const links = bankAppLinks({ ...BANK, bankBin: '999999' }, { amount: 1, memo: 'GH' }, RETURN);
  assert.deepEqual(links, []);
});
