import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = 'dist/widget';

/**
 * Small modules that are loaded together anyway share a file: fewer requests, and they compress better.
 * What the skeleton needs, and what every screen needs.
 */
const GROUPS = [
  {
    name: 'base',
    test: new RegExp(
      'lit-html/lit-html|lit-element|reactive-element|decorate\\.js|' +
        'widget/(events|register|version|ui/(tokens|skeleton))',
    ),
  },
  {
    name: 'common',
    test: new RegExp(
      'lit-html/directive|shared/(messages/index|calendar-date|money|limits|fiscal-year)|' +
        'widget/(api/(session|call|tokens|browser-features)|messages/index|ui/(controls|icons|pager|discount-name))',
    ),
  },
];

/**
 * The widget: ES modules with lazy steps, and with `--mode classic` one script with everything in it,
 * for pages that can't load modules.
 */
export default defineConfig(({ mode }) => {
  const classic = mode === 'classic';
  return {
    build: {
      outDir: OUT,
      emptyOutDir: !classic,
      target: 'es2022',
      // What is bundled asks for its notices to come along.
      license: { fileName: 'licenses.md' },
      lib: {
        entry: 'widget/define.ts',
        name: 'RenewalWizard',
        formats: [classic ? 'iife' : 'es'],
        fileName: () => (classic ? 'renewal-wizard.classic.js' : 'renewal-wizard.js'),
      },
      rolldownOptions: {
        output: {
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: classic ? false : { groups: GROUPS },
          // Library builds keep white space otherwise.
          minify: { codegen: { removeWhitespace: true }, compress: true, mangle: true },
        },
      },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    // Left to itself, the build leaves decorators as they are, which no browser reads.
    oxc: { decorator: { legacy: true } },
    plugins: [minifyTemplates(), precompress()],
  };
});

/**
 * Indentation in Lit's templates and style sheets says nothing to a browser. Between tags one space stays:
 * it parts inline elements, on the screen and in the names that screen readers speak.
 */
function minifyTemplates(): Plugin {
  return {
    name: 'minify-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/widget\/.*(?<!\.test)\.ts$/.test(id)) return;
      return {
        code: code
          .replace(/\bcss`([^`]*)`/g, (_, text: string) => `css\`${minifyCss(text)}\``)
          .replace(/(?<=>)\s*\n\s*(?=<)/g, ' ')
          // Between attributes, and before the end of a tag.
          .replace(/\n\s*(?=[.?@]?[a-z][\w-]*=["$])/g, ' ')
          .replace(/\n\s*(?=>)/g, ''),
        map: null,
      };
    },
  };
}

function minifyCss(text: string): string {
  return (
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,]) ?/g, '$1')
      // Not within a text, as in content: ': '.
      .replace(/(?<=[\w-]): /g, ':')
      .replace(/;}/g, '}')
      .trim()
  );
}

/** Lays a .br and a .gz beside each file; the server sends what the browser takes. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.js')) continue;
        const body = readFileSync(join(OUT, name));
        writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(body));
        writeFileSync(join(OUT, `${name}.gz`), gzipSync(body, { level: 9 }));
      }
    },
  };
}
