import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sayIn } from './say.ts';
import { transferView } from './transfer-view.ts';

const QR = { size: 25, path: 'M0 0h7v1H0z' };

/** The page of a transfer whose next part has a code, or none. */
async function pageOf(qr: typeof QR | null): Promise<string> {
  const account = { bankName: 'VCB', accountNumber: '0123456789', accountHolder: 'CONG TY' };
  const whole = { amount: 600_000_000, memo: 'GHWHOLE01', qr: null };
  const transfer = {
    ...{ ...account, ...whole, paymentOrderUrl: '/paper' },
    parts: [
      { amount: 0, memo: 'GHPART001', qr: null },
      { amount: 300_000_000, memo: 'GHPART002', qr },
    ],
    partsUntil: { first: null, all: '2026-12-26' },
  };
  const page = transferView({
    ...{ say: sayIn('vi'), path: '/pay/token', linkUrl: '/pay/token', subject: 'DH000001' },
    attempt: {
      ...{ id: 'attempt', orderId: 'order', method: 'bank_transfer', state: 'open' },
      ...{ amount: 600_000_000, unapplied: 300_000_000, refundDue: 0, expiresAt: 0 },
      ...{ redirectUrl: null, transfer },
    },
    transfer,
    appsFor: ({ memo }) => [{ id: 'mb', name: 'MB Bank', url: `https://dl.vietqr.io/${memo}` }],
    returnPath: '/back',
  });
  return String(await page);
}

it('bank apps are offered for the next part of a transfer, and where it has no code, for none', async () => {
  const page = await pageOf(QR);
  assert.match(page, /dl\.vietqr\.io\/GHPART002/);
  assert.doesNotMatch(page, /dl\.vietqr\.io\/GHPART001/);
  assert.doesNotMatch(await pageOf(null), /dl\.vietqr\.io/);
});
