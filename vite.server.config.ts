import { join, relative } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const ROOT = import.meta.dirname;

/**
 * The server as few files: it starts in a third of the time and in two thirds of the memory of a thousand modules, whose
 * types are taken off first. Names are left as they are, for stack traces; what it reads beside its sources stays there.
 */
export default defineConfig({
  build: {
    ssr: true,
    outDir: join(ROOT, 'dist/server'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        main: join(ROOT, 'server/main.ts'),
        'check-money-worker': join(ROOT, 'server/payments/settlement/check-money-worker.ts'),
      },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
  // A binary comes with it.
  ssr: { noExternal: true, external: ['better-sqlite3'] },
  plugins: [besideTheSources()],
});

/** Leads addresses that begin at a source file there from the bundle, and those of threads to their entry in it. */
function besideTheSources(): Plugin {
  let out = '';
  return {
    name: 'beside-the-sources',
    enforce: 'pre',
    configResolved: ({ build }) => {
      out = build.outDir;
    },
    transform(code, id) {
      if (!id.startsWith(join(ROOT, 'server/')) || !code.includes('import.meta.url')) return;
      const source = JSON.stringify(relative(out, id));
      return {
        code: code
          .replace(
            /'[^']*\/([\w-]+-worker)\.ts', import\.meta\.url/g,
            `'./$1.mjs', import.meta['url']`,
          )
          .replaceAll('import.meta.url', `new URL(${source}, import.meta['url'])`),
        map: null,
      };
    },
  };
}
