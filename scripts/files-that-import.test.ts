import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { filesThatImport } from './files-that-import.ts';

it('files that import another are found, directly or through others, also around a circle', () => {
  const root = mkdtempSync(join(tmpdir(), 'renewal-imports-'));
  const write = (name: string, ...imports: string[]) =>
    writeFileSync(
      join(root, name),
      imports.map((path) => `import { x } from '${path}';\n`).join(''),
    );
  write('fixture.ts', './round.ts');
  write('through.ts', './fixture.ts');
  write('round.ts', './circle.ts');
  write('circle.ts', './round.ts');
  write('direct.test.ts', 'node:test', './fixture.ts');
  write('indirect.test.ts', './circle.ts', './through.ts');
  write('other.test.ts', './round.ts');
  const tests = ['direct.test.ts', 'indirect.test.ts', 'other.test.ts'];
  assert.deepEqual(filesThatImport('fixture.ts', tests, root), tests.slice(0, 2));
  rmSync(root, { recursive: true });
});
