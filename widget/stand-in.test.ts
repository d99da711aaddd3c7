import { expect } from '@open-wc/testing';
import { standIn } from './stand-in.ts';
import { expectNoFaults } from './testing/checks.ts';
import { button, visibleText } from './testing/page.ts';

describe('where the widget could not be loaded', () => {
  const codes: string[] = [];
  const keepCode = (event: HTMLElementEventMap['renewal-error']) => codes.push(event.detail.code);

  /** As a host page has it: made before it is known that there is none. */
  let early: HTMLElement;

  before(() => {
    early = document.body.appendChild(document.createElement('renewal-wizard'));
    document.body.addEventListener('renewal-error', keepCode);
    standIn();
  });
  after(() => {
    document.body.removeEventListener('renewal-error', keepCode);
    early.remove();
  });

  function made(name: string, attributes: Record<string, string> = {}): HTMLElement {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return document.body.appendChild(element);
  }

  it('elements already on the page, and an event for the host, say that the widget could not be loaded', async () => {
    expect(visibleText(early)).to.equal(
      'Chưa tải được dịch vụ gia hạn. Hãy tải lại trang. Tải lại trang',
    );
    expect(codes).to.deep.equal(['RELEASE_REPLACED']);
    await expectNoFaults(early);
  });

  it('every element says that the widget could not be loaded, in the language that the host asks for', async () => {
    for (const name of ['renewal-wizard', 'renewal-orders', 'renewal-payment']) {
      const element = made(name, { locale: 'en' });
      expect(visibleText(element)).to.match(/could not be loaded/);
      expect(button(element, 'Reload the page')).to.exist;
      element.remove();
    }
  });

  it('in the place of the bell, a button says that the widget could not be loaded', async () => {
    const bell = made('renewal-bell');
    expect(button(bell, 'Chưa tải được dịch vụ gia hạn. Hãy tải lại trang. Tải lại trang')).to
      .exist;
    await expectNoFaults(bell);
    bell.remove();
  });

  it('an element that is moved says only once that the widget could not be loaded', () => {
    const element = made('renewal-orders');
    const count = codes.length;
    document.body.prepend(element);
    expect(codes).to.have.length(count);
    element.remove();
  });
});
