import { join } from 'node:path';
import { defineConfig } from 'vite';
import {
  elementsMinified,
  importedAnywhere,
  importsChecked,
  ownDocument,
  ownExportsAlone,
  trpcFromSource,
} from './scripts/bundling/widget-plugins.ts';

const ROOT = import.meta.dirname;

/**
 * The elements in the form of the npm package: ES modules for a host's bundler, with all their packages inside, so that
 * installing them installs nothing else. A bundler moves files, so parts are loaded by plain `import()`.
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
  plugins: [
    elementsMinified(),
    trpcFromSource(),
    importedAnywhere(),
    ownDocument(),
    ownExportsAlone(),
    importsChecked('loadPart'),
  ],
});
