import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { VERSION } from '../../widget/version.ts';
import type { Release } from './release-manifest.ts';
import { filesWith, type WidgetSizes, widgetSizes } from './widget-sizes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Size limits of the widget, in brotli-compressed bytes. A commit that raises one says why. */
const MOST: WidgetSizes = { skeleton: 9_000, stepOne: 47_000, whole: 151_700 };

describe('the built widget', () => {
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'widget-'));
    await build({
      root: ROOT,
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder },
    });
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const loadedWith = (chunk: string) =>
    [...filesWith(folder, [chunk])].map((file) => /^chunks\/(.+)-.{6}\.js$/.exec(file)?.[1]).sort();

  for (const [name, most] of Object.entries(MOST) as [keyof WidgetSizes, number][]) {
    it(`the built widget keeps its size (${name})`, () => {
      const bytes = widgetSizes(folder)[name];
      assert.ok(bytes <= most, `${name} is ${bytes} bytes; at most ${most} are allowed`);
    });
  }

  it('the built widget loads no chunk of another screen', () => {
    const shown = ['base', 'common', 'rolldown-runtime'];
    assert.deepEqual(loadedWith('base'), ['base', 'rolldown-runtime']);
    assert.deepEqual(loadedWith('order-form'), [...shown, 'order-form'].sort());
    // Loaded by a worker, which has no elements.
    assert.deepEqual(loadedWith('read-xlsx'), ['read-xlsx']);
    assert.deepEqual(loadedWith('bell'), [...shown, 'bell', 'following'].sort());
    assert.deepEqual(loadedWith('orders'), [...shown, 'following', 'orders', 'shared'].sort());
  });

  it('release.json names immutable addresses of the build, with the integrity of each file', () => {
    const { version, entry, integrity, files } = JSON.parse(
      readFileSync(join(folder, 'release.json'), 'utf8'),
    ) as Release;
    assert.equal(version, VERSION);
    assert.equal(files[entry], integrity);
    const loaded = [...filesWith(folder, ['order-form', 'orders', 'bell'])];
    for (const file of [...loaded, entry]) assert.ok(file in files, file);
    for (const [file, expected] of Object.entries(files)) {
      assert.match(file, /^chunks\/.+-[\w-]{6}\.js$/);
      const digest = createHash('sha384').update(readFileSync(join(folder, file)));
      assert.equal(`sha384-${digest.digest('base64')}`, expected, file);
    }
  });

  it('modules of the built widget export nothing that a page has put on Object.prototype', async () => {
    const chunks = join(folder, 'chunks');
    const runtime =
      readdirSync(chunks).find((name) => /^rolldown-runtime-.+\.js$/.test(name)) ?? '';
    const [exportAll] = Object.values(await import(join(chunks, runtime)));
    const name = 'ofThePage';
    try {
      Object.defineProperty(Object.prototype, name, {
        ...{ value: 'text', enumerable: true, configurable: true },
      });
      const exported = (exportAll as (all: object) => object)({ own: () => 1 });
      assert.deepEqual(Object.keys(exported), ['own']);
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it('every later part of the built widget is loaded so that a lost one can be asked for again', () => {
    let parts = 0;
    for (const chunk of readdirSync(join(folder, 'chunks'))) {
      // The entry has either the elements, or the message that they could not be loaded.
      if (!/(?<!^renewal-wizard-.{6})\.js$/.test(chunk)) continue;
      const text = readFileSync(join(folder, 'chunks', chunk), 'utf8');
      for (const [, before = ''] of text.matchAll(/(.{0,8})\bimport\(["'`]\./g)) {
        parts += 1;
        assert.match(before, /\(\(\)=>$/, chunk);
      }
    }
    assert.ok(parts > 20, `${parts} parts`);
  });

  it('the built widget contains no schemas and no Node modules', () => {
    const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
    for (const chunk of chunks) {
      const text = readFileSync(join(folder, 'chunks', chunk), 'utf8');
      assert.doesNotMatch(text, /ZodError|\$ZodType|from"node:|process\.env/, chunk);
    }
  });
});
