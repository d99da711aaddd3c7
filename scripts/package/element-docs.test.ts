import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { elementDocs } from './element-docs.ts';
import { elementsManifest, type Manifest } from './elements-manifest.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('what is made from the comments of the elements', () => {
  let manifest: Manifest;

  before(async () => {
    manifest = await elementsManifest();
  });

  it('custom-elements.json is up to date: npm run docs', () => {
    assert.deepEqual(JSON.parse(read('custom-elements.json')), manifest);
  });

  it('llms.txt and the page of each element are up to date: npm run docs', () => {
    for (const [path, text] of Object.entries(elementDocs(manifest))) {
      assert.equal(read(path), text, path);
    }
  });

  it('the recipes set only custom properties that all elements have', () => {
    const elements = manifest.modules.flatMap(({ declarations }) => declarations);
    const set = read('demo/portal/public/recipes.css').match(/--renewal-[a-z-]+(?=:)/g) ?? [];
    assert.ok(set.length > 80);
    for (const { tagName, cssProperties } of elements) {
      const known = new Set(cssProperties.map(({ name }) => name));
      assert.deepEqual(
        [...new Set(set)].filter((name) => !known.has(name)),
        [],
        tagName,
      );
    }
  });

  it('each element has its properties, events and types', () => {
    const elements = manifest.modules.flatMap(({ declarations }) => declarations);
    const tags = ['renewal-bell', 'renewal-orders', 'renewal-payment', 'renewal-wizard'];
    assert.deepEqual(elements.map(({ tagName }) => tagName).sort(), tags);
    for (const { tagName, members, events, attributes } of elements) {
      const names = members.map(({ name }) => name);
      for (const name of ['server', 'locale', 'fetchToken', 'appearance'])
        assert.ok(names.includes(name), `${tagName} ${name}`);
      for (const { name, description, type } of members) {
        assert.ok(description && type?.text, `${tagName} ${name}`);
      }
      assert.ok(events.every(({ description }) => description));
      const set = attributes.map(({ fieldName }) => fieldName);
      assert.ok(!set.includes('fetchToken') && !set.includes('signIn'), String(set));
    }
  });
});
