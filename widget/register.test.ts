import { expect } from '@open-wc/testing';
import { register } from './register.ts';
import { VERSION } from './version.ts';

describe('register', () => {
  const warn = console.warn;
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    console.warn = (text: string) => warnings.push(text);
  });
  afterEach(() => {
    console.warn = warn;
  });

  it('register adds an element once, and ignores a second copy of the same version', () => {
    class First extends HTMLElement {}
    register('test-same-version', First);
    register('test-same-version', class extends HTMLElement {});
    expect(customElements.get('test-same-version')).to.equal(First);
    expect(warnings).to.deep.equal([]);
  });

  it('register keeps a copy of another version, and warns once for all elements', () => {
    for (const name of ['test-older', 'test-older-too']) {
      const older = Object.assign(class extends HTMLElement {}, { renewalVersion: '0.0.1' });
      customElements.define(name, older);
      register(name, class extends HTMLElement {});
      expect(customElements.get(name)).to.equal(older);
    }
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('0.0.1').and.to.contain(VERSION);
  });
});
