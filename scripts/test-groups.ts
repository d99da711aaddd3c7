import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GROUPS = join(ROOT, 'node_modules/.cache/test-groups');

/** Files right in this folder kill processes and change the environment: each has a process of its own. */
const APART = 'server';

/** A group has the files of a folder this deep, and of those within it. */
const DEPTH = 2;

/**
 * Files for `node --test` that run the test files of a folder such as `server/payments` in one process, one after the
 * other: a process loads a thousand modules and compiles them anew, which takes as long as the tests of most files. Hooks
 * and tests of a file stay within a suite of its name.
 *
 * @param suite names the place of what is written
 * @param files paths from the root, with slashes
 * @returns paths; Node begins with those of the most files
 */
export function groupsOf(suite: string, files: readonly string[], root = ROOT): string[] {
  const place = join(GROUPS, suite);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const byFolder = Map.groupBy(files, (file) => {
    const folder = dirname(file);
    return folder === APART ? file : folder.split('/').slice(0, DEPTH).join('/');
  });
  return [...byFolder]
    .sort(([, some], [, others]) => others.length - some.length)
    .map(([folder, own], index) => {
      const [only] = own;
      if (own.length === 1 && only !== undefined) return only;
      // Node sorts its files: the longest should begin first.
      const order = String(index).padStart(3, '0');
      const group = join(place, `${order}-${folder.replaceAll('/', '-')}.test.mjs`);
      writeFileSync(
        group,
        `import { describe } from 'node:test';\n${own.map((file) => suiteOf(file, root)).join('')}`,
      );
      return group;
    });
}

function suiteOf(file: string, root: string): string {
  const address = pathToFileURL(join(root, file)).href;
  return `describe('${file}', async () => {\n  await import('${address}');\n});\n`;
}
