import { expect } from '@open-wc/testing';
import { openTab } from './gateway-tab.ts';

describe('openTab', () => {
  const realOpen = window.open;
  afterEach(() => {
    window.open = realOpen;
  });

  const denied = () => {
    throw new DOMException('Blocked a frame', 'SecurityError');
  };

  it('openTab returns null where the browser opens no window, and where it throws', () => {
    window.open = () => null;
    expect(openTab('…')).to.equal(null);
    window.open = denied;
    expect(openTab('…')).to.equal(null);
  });

  it('openTab tolerates a document that can’t be reached', () => {
    const gone: string[] = [];
    window.open = () =>
      ({
        get document() {
          return denied();
        },
        set opener(_: unknown) {
          denied();
        },
        location: { replace: (url: string) => gone.push(url) },
        close: denied,
      }) as unknown as Window;
    const tab = openTab('…');
    expect(tab?.goTo('https://gateway.example')).to.equal(true);
    expect(gone).to.deep.equal(['https://gateway.example']);
    tab?.close();
  });

  it('a tab that can’t navigate says so, and is closed', () => {
    let isClosed = false;
    window.open = () =>
      ({
        document,
        location: { replace: denied },
        close: () => {
          isClosed = true;
        },
      }) as unknown as Window;
    const { title, body } = document;
    const kept = [...body.childNodes];
    expect(openTab('…')?.goTo('https://gateway.example')).to.equal(false);
    document.title = title;
    body.replaceChildren(...kept);
    expect(isClosed).to.equal(true);
  });

  it('openTab returns null in a sandboxed frame', () => {
    const frame = document.createElement('iframe');
    frame.sandbox.add('allow-scripts', 'allow-same-origin');
    document.body.append(frame);
    window.open = (...args) => (frame.contentWindow as Window).open(...args);
    expect(openTab('…')).to.equal(null);
    frame.remove();
  });
});
