import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..');

/**
 * Builds a page's script as in production.
 *
 * @param codeSplitting whether parts that load later are files of their own
 * @returns a folder with `page.js`, for the caller to remove
 */
export async function bundlePage(entry: string, codeSplitting: boolean): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'bench-page-'));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    oxc: { decorator: { legacy: true } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: () => 'page.js' },
      rolldownOptions: {
        output: codeSplitting ? { chunkFileNames: '[name].js' } : { codeSplitting },
      },
    },
  });
  return outDir;
}
