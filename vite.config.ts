import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { CLASSIC, classicRelease, release } from './scripts/bundling/release-manifest.ts';
import { chunksByLoad } from './scripts/bundling/widget-chunks.ts';
import {
  elementsMinified,
  importsChecked,
  ownDocument,
  ownExportsAlone,
  trpcFromSource,
} from './scripts/bundling/widget-plugins.ts';

const OUT = 'dist/widget';

/** The rolling address: always the present release. */
const ENTRY = 'renewal-wizard.js';

/**
 * The widget: ES modules with lazy steps, and with `--mode classic` one script with everything in it,
 * for pages that can't load modules.
 */
export default defineConfig(({ mode }) => {
  const classic = mode === 'classic';
  return {
    build: {
      outDir: OUT,
      // Pages of a former build go on with its chunks.
      emptyOutDir: false,
      target: 'es2022',
      // Bundled packages ask for their notices to come along.
      license: { fileName: 'licenses.md' },
      lib: {
        // One script with everything in it has nothing to load later.
        entry: classic ? 'widget/define.ts' : 'widget/entry.ts',
        name: 'RenewalWizard',
        formats: [classic ? 'iife' : 'es'],
        fileName: () => (classic ? CLASSIC : ENTRY),
      },
      rolldownOptions: {
        output: {
          chunkFileNames: 'chunks/[name]-[hash:6].js',
          codeSplitting: classic
            ? false
            : { groups: chunksByLoad(join(import.meta.dirname, 'widget')) },
          comments: false,
          // Library builds keep white space otherwise.
          minify: { codegen: { removeWhitespace: true }, compress: true, mangle: true },
        },
      },
    },
    define: {
      'process.env.NODE_ENV': '"production"',
      // A classic script has no such address; the bundler would warn of each.
      ...(classic && { 'import.meta.url': 'undefined' }),
    },
    // Decorators are transformed: by default the build would leave them as they are, which no browser understands.
    oxc: { decorator: { legacy: true } },
    plugins: [
      elementsMinified(),
      trpcFromSource(),
      ownDocument(),
      ownExportsAlone(),
      ...(classic
        ? [classicRelease()]
        : [importsChecked('loadModule'), awaitsElements(), release(ENTRY)]),
      precompress(),
    ],
  };
});

/**
 * Makes the entry await the elements. With `await` in its source, the bundler gives up sharing chunks. Imports of the
 * elements' chunk are requested along with it, not a round trip later.
 */
function awaitsElements(): Plugin {
  return {
    name: 'awaits-elements',
    apply: 'build',
    generateBundle(_, bundle) {
      const parts = Object.values(bundle).filter((part) => part.type === 'chunk');
      const entry = parts.find(({ isEntry }) => isEntry);
      const elements = parts.find(({ fileName }) => fileName === entry?.dynamicImports[0]);
      if (!entry || !elements || entry.imports.length > 0) {
        return this.error('The entry has to import the elements, later, and nothing else.');
      }
      const early = elements.imports.map((name) => `import("./${name}").catch(()=>{});`).join('');
      entry.code = early + entry.code.replace('import(', 'await import(');
    },
  };
}

/** Lays a .br and a .gz beside each file; the server sends the one that the browser accepts. */
function precompress(): Plugin {
  let folder = OUT;
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const isDone = /[/\\]/.test(name) && existsSync(join(folder, `${name}.br`));
        if (!name.endsWith('.js') || isDone) continue;
        const body = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(body));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(body, { level: 9 }));
      }
    },
  };
}
