import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { chunkDaysOf, keepFormerChunks } from './scripts/former-chunks.ts';
import { minifyTemplates } from './scripts/minify-templates.ts';
import { withStaticProperties } from './scripts/static-properties.ts';
import { chunksByLoad } from './scripts/widget-chunks.ts';

const OUT = 'dist/widget';

/** How many days the chunks of a former build are kept for pages that are open. */
const KEEP_CHUNKS_DAYS = chunkDaysOf(process.env.KEEP_CHUNKS_DAYS);

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
      // What is bundled asks for its notices to come along.
      license: { fileName: 'licenses.md' },
      lib: {
        // One script with everything in it has nothing to load later.
        entry: classic ? 'widget/define.ts' : 'widget/entry.ts',
        name: 'RenewalWizard',
        formats: [classic ? 'iife' : 'es'],
        fileName: () => (classic ? 'renewal-wizard.classic.js' : ENTRY),
      },
      rolldownOptions: {
        output: {
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: classic
            ? false
            : { groups: chunksByLoad(join(import.meta.dirname, 'widget')) },
          comments: false,
          // Library builds keep white space otherwise.
          minify: { codegen: { removeWhitespace: true }, compress: true, mangle: true },
        },
      },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    // Left to itself, the build leaves decorators as they are, which no browser reads.
    oxc: { decorator: { legacy: true } },
    plugins: [
      elementsMinified(),
      trpcFromSource(),
      ...(classic ? [] : [loadsChecked(), awaitsElements(), releases()]),
      precompress(),
    ],
  };
});

/** Has of Lit's templates, style sheets and decorators only what a browser needs. */
function elementsMinified(): Plugin {
  return {
    name: 'elements-minified',
    transform(code, id) {
      if (!/\/widget\/.*(?<!\.test)\.ts$/.test(id)) return;
      return { code: minifyTemplates(withStaticProperties(code)), map: null };
    },
  };
}

/**
 * Compiles tRPC's client from the sources in its packages. What is built of it is one module, for browsers of 2018:
 * twice as much, and its streams would come along before one is opened.
 */
function trpcFromSource(): Plugin {
  return {
    name: 'trpc-from-source',
    enforce: 'pre',
    apply: 'build',
    async resolveId(id, importer) {
      const [, name, path] = /^@trpc\/(client|server)(?:\/(.+))?$/.exec(id) ?? [];
      if (name === undefined) return;
      const source = join(import.meta.dirname, `node_modules/@trpc/${name}/src`, path ?? 'index');
      return await this.resolve(source, importer, { skipSelf: true });
    },
  };
}

/** Has the chunks of the build loaded by `loadModule`, which tells a missing one from a lost connection. */
function loadsChecked(): Plugin {
  return {
    name: 'loads-checked',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!/\/widget\/.*(?<!\.test|load-module|entry)\.ts$/.test(id)) return;
      const loading = code.replace(
        /(?<!typeof )\bimport\('(\.[^']+)'\)/g,
        (call) => `loadModule__(() => ${call}, import.meta.url)`,
      );
      if (loading === code) return;
      const loader = JSON.stringify(join(import.meta.dirname, 'widget/host/load-module.ts'));
      return {
        code: `import { loadModule as loadModule__ } from ${loader};\n${loading}`,
        map: null,
      };
    },
  };
}

/**
 * Has the entry await the elements. With `await` in its source, the bundler gives up sharing chunks. What the elements'
 * chunk imports is asked for along with it, not a round trip later.
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

/**
 * Keeps former builds' chunks for a while, and lays a copy of the entry beside them whose address is of this build
 * alone; `release.json` names it.
 */
function releases(): Plugin {
  let folder = OUT;
  let chunks: string[] = [];
  return {
    name: 'releases',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    generateBundle(_, bundle) {
      chunks = Object.keys(bundle).flatMap((name) => /^chunks\/(.+)$/.exec(name)?.[1] ?? []);
    },
    closeBundle() {
      const body = readFileSync(join(folder, ENTRY), 'utf8').replaceAll('./chunks/', './');
      const digest = createHash('sha384').update(body).digest();
      const name = `renewal-wizard-${digest.toString('base64url').slice(0, 8)}.js`;
      writeFileSync(join(folder, 'chunks', name), body);
      const release = {
        entry: `chunks/${name}`,
        integrity: `sha384-${digest.toString('base64')}`,
        chunks,
      };
      writeFileSync(join(folder, 'release.json'), `${JSON.stringify(release, null, 1)}\n`);
      const present = new Set([...chunks, name]);
      keepFormerChunks(folder, present, { now: Date.now(), days: KEEP_CHUNKS_DAYS });
    },
  };
}

/** Lays a .br and a .gz beside each file; the server sends what the browser takes. */
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
