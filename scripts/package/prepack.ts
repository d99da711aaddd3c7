import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './build-package.ts';

/**
 * Runs before `npm pack`, or with `--restore` after it. The repository's package.json has what the server and the tests
 * need; a host that installs the elements needs none of that, so it is left out of the packed one.
 */
const ROOT = join(import.meta.dirname, '../..');
const MANIFEST = join(ROOT, 'package.json');
const KEPT = join(ROOT, 'dist/package.json.kept');

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

const isWhole = () => 'devDependencies' in JSON.parse(readFileSync(MANIFEST, 'utf8'));

/**
 * Modules with side effects when imported. The repository's own builds would go by this field, too, if its package.json
 * had it.
 */
const SIDE_EFFECTS = ['define.js', 'react.js', 'react-wrapper.js'];

// Also where a former `npm pack` was stopped halfway.
if (existsSync(KEPT) && !isWhole()) renameSync(KEPT, MANIFEST);
if (!process.argv.includes('--restore')) {
  await buildPackage();
  const whole = readFileSync(MANIFEST, 'utf8');
  writeFileSync(KEPT, whole);
  const kept = Object.entries(JSON.parse(whole)).filter(([name]) => !LEFT_OUT.includes(name));
  const packed = {
    ...Object.fromEntries(kept),
    sideEffects: SIDE_EFFECTS.map((name) => `./dist/package/${name}`),
  };
  writeFileSync(MANIFEST, `${JSON.stringify(packed, null, 2)}\n`);
}
