import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { describeElements } from '../release-manifest.ts';
import { elementTypes } from './element-types.ts';
import type { Manifest } from './elements-manifest.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'dist/package');

/** Where there are no elements, as on a server that renders pages, importing `define` does nothing. */
const DEFINE_OUTSIDE_BROWSERS = `if (typeof HTMLElement === 'function') await import('./define.js');
export {};
`;

/** Builds `dist/package`: all code and types that \`npm pack\` takes up. */
export async function buildPackage(): Promise<void> {
  await build({ root: ROOT, configFile: join(ROOT, 'vite.package.config.ts'), logLevel: 'warn' });
  declareEvents();
  describeElements(OUT);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'custom-elements.json'), 'utf8')) as Manifest;
  const texts = { ...elementTypes(manifest), 'define.node.js': DEFINE_OUTSIDE_BROWSERS };
  for (const [path, text] of Object.entries(texts)) writeFileSync(join(OUT, path), text);
  copyFileSync(join(import.meta.dirname, 'react-wrapper.js'), join(OUT, 'react-wrapper.js'));
}

/** The types of events, and of properties that are no plain ones, are the source's own, with all that they name. */
function declareEvents(): void {
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly'];
  const target = ['--outDir', join(OUT, 'declarations'), '--rootDir', '.'];
  const language = ['--target', 'es2023', '--module', 'nodenext', '--types', '--strict'];
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      tsc,
      '--ignoreConfig',
      '--allowImportingTsExtensions',
      ...options,
      ...target,
      ...language,
      'widget/events.ts',
      'widget/choose-request.ts',
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The types could not be written: ${stdout}`);
  for (const path of globSync(join(OUT, 'declarations/**/*.d.ts'))) {
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .replaceAll(/(from '[^']+)\.ts'/g, "$1.js'")
        .replaceAll(/(from "[^"]+)\.ts"/g, '$1.js"'),
    );
  }
}
