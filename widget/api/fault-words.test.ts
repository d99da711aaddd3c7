import { expect } from '@open-wc/testing';
import { loadTexts } from '../messages/index.ts';
import { loadFaultWords, sayFault } from './fault-words.ts';
import type { FormSession } from './session.ts';

const REFUSED = { code: 'PRICE_CHANGED', total: 1_200_000 } as const;

/** A session that can say the order form's first step, and no more yet. */
async function formSession(): Promise<FormSession> {
  return (await loadTexts('vi', false)) as unknown as FormSession;
}

describe('the words of a fault', () => {
  it('are loaded with the first one', async () => {
    const session = await formSession();
    await loadFaultWords(session, REFUSED);
    expect(sayFault(session, REFUSED)).to.match(/^Giá đã thay đổi.*1\.200\.000/);
  });

  it('are not needed for a lost connection or a replaced release', async () => {
    const session = await formSession();
    await loadFaultWords(session, { code: 'OFFLINE' });
    expect(session.hasAllTexts()).to.equal(false);
    expect(sayFault(session, { code: 'OFFLINE' })).to.match(/^Không kết nối được máy chủ/);
    expect(sayFault(session, { code: 'RELEASE_REPLACED' })).to.match(/vừa được cập nhật/);
  });

  it('say that the connection is lost, where they can’t be loaded', async () => {
    const session = { ...(await formSession()), loadAllTexts: () => Promise.reject(new Error()) };
    await loadFaultWords(session, REFUSED);
    expect(sayFault(session, REFUSED)).to.match(/^Không kết nối được máy chủ/);
  });
});
