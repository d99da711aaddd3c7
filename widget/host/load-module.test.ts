import { expect } from '@open-wc/testing';
import { loadModule, loadPart, releases } from './load-module.ts';

describe('loading a part of the widget', () => {
  const absent = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  let told: number;
  const listen = () => {
    told += 1;
  };

  beforeEach(() => {
    told = 0;
    releases.addEventListener('replaced', listen);
  });
  afterEach(() => releases.removeEventListener('replaced', listen));

  const codeOf = (loading: Promise<unknown>): Promise<string> =>
    loading.then(
      () => 'loaded',
      ({ code }: { code: string }) => code,
    );

  it('an import that failed asks for a reload of the page, since browsers never retry it', async () => {
    const loadings = [loadPart(absent), loadModule(absent, location.href)];
    const codes = await Promise.all(loadings.map(codeOf));
    expect(codes).to.deep.equal(['RELEASE_REPLACED', 'RELEASE_REPLACED']);
    expect(told).to.equal(2);
  });

  it('an import that failed is tried once more before that', async () => {
    let runs = 0;
    const part = await loadPart(() => (runs++ === 0 ? absent() : Promise.resolve('part')));
    expect(part).to.equal('part');
    expect(told).to.equal(0);
  });

  it('an import that failed without a network is no new release', async () => {
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
    expect(await codeOf(loadPart(absent))).to.equal('OFFLINE');
    Reflect.deleteProperty(navigator, 'onLine');
    expect(told).to.equal(0);
  });
});
