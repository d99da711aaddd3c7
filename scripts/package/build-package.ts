import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { writeTexts } from '../bundling/release-manifest.ts';
import { writeDeclarations } from './declarations.ts';
import { elementTypes } from './element-types.ts';
import type { Manifest } from './elements-manifest.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'dist/package');

/** Builds `dist/package`: all code and types that \`npm pack\` takes up. */
export async function buildPackage(): Promise<void> {
  await build({ root: ROOT, configFile: join(ROOT, 'vite.package.config.ts'), logLevel: 'warn' });
  writeDeclarations(join(OUT, 'declarations'));
  writeTexts(OUT);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'custom-elements.json'), 'utf8')) as Manifest;
  for (const [path, text] of Object.entries(elementTypes(manifest)))
    writeFileSync(join(OUT, path), text);
  copyFileSync(join(import.meta.dirname, 'react-wrapper.js'), join(OUT, 'react-wrapper.js'));
}
