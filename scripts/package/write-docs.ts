import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { elementDocs } from './element-docs.ts';
import { elementsManifest } from './elements-manifest.ts';

/** `npm run docs`: writes the manifest of the elements, and the docs that are made from it. */

const ROOT = join(import.meta.dirname, '../..');

const manifest = await elementsManifest();
const texts = {
  'custom-elements.json': `${JSON.stringify(manifest, null, 2)}\n`,
  ...elementDocs(manifest),
};
for (const [path, text] of Object.entries(texts)) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  console.info(path);
}
