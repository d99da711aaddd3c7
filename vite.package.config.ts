import { join } from 'node:path';
import { defineConfig } from 'vite';
import {
  elementsMinified,
  importsChecked,
  ownExportsAlone,
  trpcFromSource,
} from './scripts/widget-plugins.ts';

const ROOT = import.meta.dirname;

/**
 * The elements as `npm pack` hands them out: ES modules that a host's bundler takes on, with all packages in them, so
 * that installing them installs nothing else. A bundler moves files, so parts are loaded by plain `import()`.
 */
export default defineConfig({
  build: {
    outDir: join(ROOT, 'dist/package'),
    emptyOutDir: true,
    target: 'es2022',
    license: { fileName: 'licenses.md' },
    lib: {
      entry: Object.fromEntries(
        ['index', 'define', 'core'].map((name) => [name, join(ROOT, `widget/${name}.ts`)]),
      ),
      formats: ['es'],
      fileName: (_, name) => `${name}.js`,
    },
    rolldownOptions: {
      output: {
        chunkFileNames: 'chunks/[name]-[hash].js',
        comments: false,
        minify: { codegen: { removeWhitespace: true }, compress: true, mangle: true },
      },
    },
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { decorator: { legacy: true } },
  plugins: [elementsMinified(), trpcFromSource(), ownExportsAlone(), importsChecked('loadPart')],
});
