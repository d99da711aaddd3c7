import { expect } from '@open-wc/testing';
import { paidReporter } from './paid-once.ts';

describe('paidReporter', () => {
  const listener = () => {
    const target = new EventTarget();
    const heard: string[] = [];
    target.addEventListener('renewal-paid', (event) =>
      heard.push((event as HTMLElementEventMap['renewal-paid']).detail.orderId),
    );
    return { target, heard };
  };

  it('each payment is reported once, whichever element sees it first', () => {
    const { target, heard } = listener();
    const [bell, view] = [paidReporter(target), paidReporter(target)];
    bell('once', 100);
    view('once', 100);
    expect(heard).to.deep.equal(['once']);
    view('once', 50);
    bell('once', 50);
    expect(heard).to.deep.equal(['once', 'once']);
    bell('other', 50);
    expect(heard).to.deep.equal(['once', 'once', 'other']);
  });

  it('an element that comes later continues from the payments reported before', () => {
    const { target, heard } = listener();
    paidReporter(target)('late', 100);
    const view = paidReporter(target);
    view('late', 50);
    expect(heard).to.deep.equal(['late', 'late']);
  });
});
