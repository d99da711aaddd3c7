import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './build-package.ts';

/**
 * Runs before `npm pack`, or with `--restore` after it. The repository's package.json has what the server and the tests
 * need, and its README.md describes the server; a host that installs the elements needs none of that, so the package has
 * others in their place.
 */

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'dist/kept');
const REPLACED = ['package.json', 'README.md'] as const;

/** Fields of package.json that concern the repository alone. */
const LEFT_OUT = [
  'private',
  'scripts',
  'allowScripts',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'overrides',
  'engines',
];

/**
 * Modules with side effects when imported. The repository's own builds would go by this field, too, if its package.json
 * had it.
 */
const SIDE_EFFECTS = ['define.js', 'react.js', 'react-wrapper.js'];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const isWhole = () => 'devDependencies' in JSON.parse(read('package.json'));

// Also where a former `npm pack` was stopped halfway.
if (!isWhole()) {
  for (const name of REPLACED)
    if (existsSync(join(KEPT, name))) renameSync(join(KEPT, name), join(ROOT, name));
}
if (!process.argv.includes('--restore')) {
  await buildPackage();
  mkdirSync(KEPT, { recursive: true });
  for (const name of REPLACED) writeFileSync(join(KEPT, name), read(name));
  const whole = Object.entries(JSON.parse(read('package.json')));
  const packed = {
    ...Object.fromEntries(whole.filter(([name]) => !LEFT_OUT.includes(name))),
    sideEffects: SIDE_EFFECTS.map((name) => `./dist/package/${name}`),
  };
  writeFileSync(join(ROOT, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  writeFileSync(join(ROOT, 'README.md'), read('scripts/package/readme-of-package.md'));
}
