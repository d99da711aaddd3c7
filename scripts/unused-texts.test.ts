import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CATALOGUE = /\/messages\/|\/texts\.(vi|en)\.ts$/;

/** Sources that use texts by their keys; the catalogues themselves are left out. */
const sources = globSync('{server,shared,widget}/**/*.ts', { cwd: ROOT })
  .filter((path) => !CATALOGUE.test(path) && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n');

/** Keys that are put together, such as `${kind}.title`, as patterns; a part of each is a literal. */
const patterns = [...sources.matchAll(/`([\w.]*(?:\$\{[^`{}]+\}[\w.]*)+)`/g)]
  .map(([, template = '']) => template.split(/\$\{[^{}]+\}/))
  .filter((literals) => literals.join('').length > 3)
  .map(
    (literals) => new RegExp(`^${literals.map((part) => part.replaceAll('.', '\\.')).join('.+')}$`),
  );

const isUsed = (key: string) =>
  ["'", '"', '`'].some((quote) => sources.includes(quote + key + quote)) ||
  patterns.some((pattern) => pattern.test(key));

describe('texts of the catalogues', () => {
  const catalogues = globSync(
    ['{widget,shared}/messages/{vi,en}{,-*}{,/*}.ts', 'server/**/texts.{vi,en}.ts'],
    {
      cwd: ROOT,
    },
  );

  for (const path of catalogues) {
    it(`every text of ${path} is used somewhere`, () => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const keys = [...text.matchAll(/^ {2}'?([\w.]+)'?:/gm)].map(([, key = '']) => key);
      assert.deepEqual(
        keys.filter((key) => !isUsed(key)),
        [],
      );
    });
  }
});
