import { expect, fixture, html } from '@open-wc/testing';
import { a11ySnapshot, emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import type { ZzLazy } from './lazy.ts';

describe('probe', () => {
  it('reactive, accessible, typed into', async () => {
    await import('./lazy.ts');
    const el = await fixture<ZzLazy>(html`<zz-lazy count="3"></zz-lazy>`);
    expect(el.shadowRoot?.querySelector('output')?.textContent).to.equal('3');
    expect(Object.hasOwn(el, 'count')).to.equal(false);
    await expect(el).to.be.accessible();
    el.shadowRoot?.querySelector('input')?.select();
    await sendKeys({ type: '42' });
    await el.updateComplete;
    expect(el.shadowRoot?.querySelector('output')?.textContent).to.equal('42');
    await setViewport({ width: 360, height: 640 });
    await emulateMedia({ colorScheme: 'dark' });
    expect(matchMedia('(prefers-color-scheme: dark)').matches).to.equal(true);
    const tree = await a11ySnapshot({});
    expect(JSON.stringify(tree)).to.contain('Số lượng');
  });
  it('finds an inaccessible button', async () => {
    const el = await fixture(html`<div><button></button></div>`);
    await expect(el)
      .to.be.accessible()
      .then(
        () => {
          throw new Error('x');
        },
        (e: Error) => expect(e.message).to.contain('button-name'),
      );
  });
});
