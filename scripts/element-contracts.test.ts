import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const namesIn = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();

const ELEMENTS = globSync('widget/renewal-*.ts', { cwd: ROOT }).filter(
  (path) => !path.endsWith('.test.ts'),
);
/** Custom properties that theme the contents of all elements. */
const TOKENS = globSync('widget/{ui,host,ordering,orders-list,payment,bell}/**/*.ts', { cwd: ROOT })
  .filter((path) => !path.endsWith('.test.ts'))
  .flatMap((path) => namesIn(read(path), /var\(\s*(--renewal-[a-z-]+)/g));
const SHARED = read('widget/host/host-element.ts');
const EVENTS = namesIn(read('widget/events.ts'), /'(renewal-[a-z-]+)': (?!CustomEvent)/g);
const GUIDE = read('docs/embedding.md');

describe('the contract in the comment of a public element', () => {
  for (const path of ELEMENTS) {
    const text = read(path);
    const contract = /\/\*\*(?:(?!\*\/)[\s\S])*@summary[\s\S]*?\*\//.exec(text)?.[0] ?? '';

    it(`${path} has a summary, and every custom property that themes it alone`, () => {
      assert.match(contract, /@summary \S/);
      const shared = namesIn(SHARED, /@cssproperty \[(--renewal-[a-z-]+)=/g);
      const own = namesIn(text, /var\((--renewal-[a-z-]+)/g);
      assert.deepEqual(
        namesIn(contract, /@cssproperty (--renewal-[a-z-]+) - \S/g),
        own.filter((name) => !shared.includes(name)),
      );
    });

    it(`${path} has every part`, () => {
      const parts = namesIn(text.replace(contract, ''), /\bpart(?:="|: ')([a-z-]+)/g);
      assert.deepEqual(namesIn(contract, /@csspart ([a-z-]+) - \S/g), parts);
    });

    it(`${path} has only events that are declared`, () => {
      const fired = namesIn(contract, /@fires (renewal-[a-z-]+) - \S/g);
      assert.ok(fired.includes('renewal-error'));
      for (const name of fired) assert.ok(read('widget/events.ts').includes(`'${name}':`), name);
    });
  }

  it('the comment of all elements has every custom property of their contents, with its default', () => {
    const own = ELEMENTS.flatMap((path) => namesIn(read(path), /@cssproperty (--[a-z-]+) - /g));
    assert.deepEqual(
      namesIn(SHARED, /@cssproperty \[(--renewal-[a-z-]+)=.+\] - \S/g),
      [...new Set(TOKENS)].filter((name) => !own.includes(name)).sort(),
    );
  });

  it('each declared event is fired by an element', () => {
    const fired = ELEMENTS.flatMap((path) => namesIn(read(path), /@fires (renewal-[a-z-]+) - /g));
    assert.deepEqual([...new Set(fired)].sort(), EVENTS);
  });

  it('the guide to embedding names every event, custom property and part', () => {
    const own = ELEMENTS.flatMap((path) => namesIn(read(path), /@cssproperty (--[a-z-]+) /g));
    for (const name of [...EVENTS, ...own]) assert.ok(GUIDE.includes(`\`${name}\``), name);
    const parts = ELEMENTS.flatMap((path) => namesIn(read(path), /@csspart ([a-z-]+) /g));
    for (const name of parts) assert.ok(GUIDE.includes(`::part(${name})`), name);
  });
});
