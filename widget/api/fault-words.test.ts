import { expect } from '@open-wc/testing';
import { loadFormTexts } from '../messages/index.ts';
import { loadFaultWords, sayFault } from './fault-words.ts';
import type { FormSignIn } from './sign-in.ts';

const REFUSED = { code: 'PRICE_CHANGED', total: 1_200_000 } as const;

/** A sign-in with the texts of the order form's first step, and no more yet. */
async function formSignIn(): Promise<FormSignIn> {
  return (await loadFormTexts('vi')) as unknown as FormSignIn;
}

describe('the words of a fault', () => {
  it('the words of faults are loaded with the first fault', async () => {
    const signIn = await formSignIn();
    await loadFaultWords(signIn, REFUSED);
    expect(sayFault(signIn, REFUSED)).to.match(/^Giá đã thay đổi.*1\.200\.000/);
  });

  it('a lost connection and a replaced release need no words from the server', async () => {
    const signIn = await formSignIn();
    await loadFaultWords(signIn, { code: 'OFFLINE' });
    expect(signIn.hasAllTexts()).to.equal(false);
    expect(sayFault(signIn, { code: 'OFFLINE' })).to.match(/^Không kết nối được máy chủ/);
    expect(sayFault(signIn, { code: 'RELEASE_REPLACED' })).to.match(/vừa được cập nhật/);
  });

  it('a fault whose words can’t be loaded is called a lost connection', async () => {
    const signIn = { ...(await formSignIn()), loadAllTexts: () => Promise.reject(new Error()) };
    await loadFaultWords(signIn, REFUSED);
    expect(sayFault(signIn, REFUSED)).to.match(/^Không kết nối được máy chủ/);
  });
});
