import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
const CONFIG = `--config-path=${join(ROOT, 'biome.json')}`;

/** The findings of this repository's own lint rules in a file, with their lines. */
async function faultsOf(path: string, text: string): Promise<[number, string][]> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const args = [BIOME, 'lint', CONFIG, '--vcs-enabled=false', '--reporter=json', '.'];
    const output = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, args, { cwd: folder }, (error, stdout) => {
        if (stdout === '') reject(error);
        else resolve(stdout);
      });
    });
    const { diagnostics } = JSON.parse(output) as { diagnostics: Diagnostic[] };
    return diagnostics
      .filter(({ category }) => category === 'plugin')
      .map(({ message, location }) => [location.start.line, message]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Diagnostic {
  category: string;
  message: string;
  location: { start: { line: number } };
}

describe('the linter', () => {
  it('the linter refuses the context inside a transaction, where its database would deadlock', async () => {
    const faults = await faultsOf(
      'server/orders/place.ts',
      `export const place = (context: Context) =>
  inTransaction(context, async (work) => {
    await work.tx.deleteFrom('orders').execute();
    await context.db.deleteFrom('orders').execute();
  });
`,
    );
    assert.deepEqual(
      faults.map(([line]) => line),
      [4],
    );
    assert.match(faults[0]?.[1] ?? '', /use `work`/);
  });

  it('the linter refuses a transaction begun in any other way, except in tests', async () => {
    const text = 'export const all = (db: Db) => db.transaction().execute(write);\n';
    const [fault] = await faultsOf('server/orders/place.ts', text);
    assert.match(fault?.[1] ?? '', /inTransaction/);
    assert.deepEqual(await faultsOf('server/orders/place.test.ts', text), []);
    assert.deepEqual(await faultsOf('server/context/in-transaction.ts', text), []);
  });
});
