/// <reference types="vite/client" />
import { expect } from '@open-wc/testing';
import type { InnerElement } from './register.ts';

/** Every module of the widget except those that register. */
const MODULES = import.meta.glob([
  './**/*.ts',
  '!./define.ts',
  '!./entry.ts',
  '!./testing/**',
  '!./**/*.test.ts',
]) as Record<string, () => Promise<Record<string, unknown>>>;

describe('define', () => {
  it('only define registers elements: importing any other module registers none', async () => {
    const loaded = await Promise.all(Object.values(MODULES).map((load) => load()));
    const inner = loaded
      .flatMap((module) => Object.values(module))
      .filter((value): value is InnerElement => typeof value === 'function' && 'tag' in value);
    expect(inner.length).to.be.greaterThan(25);
    for (const { tag } of inner) expect(customElements.get(tag), tag).to.equal(undefined);
    expect(customElements.get('renewal-wizard')).to.equal(undefined);

    await import('./define.ts');
    for (const name of ['wizard', 'bell', 'orders', 'payment']) {
      expect(customElements.get(`renewal-${name}`), name).to.be.a('function');
    }
  });
});
