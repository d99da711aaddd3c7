import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/** When each chunk that is no longer of the present build was first found so, in epoch milliseconds. */
type FormerChunks = Record<string, number>;

/**
 * Pages stay open over a release, and load the rest of theirs later: the chunks of former builds stay beside the
 * present ones, whose names differ, and are deleted so many days after they were replaced.
 *
 * @param folder the build's
 * @param present the names of the present build's chunks
 */
export function keepFormerChunks(
  folder: string,
  present: ReadonlySet<string>,
  { now, days }: { now: number; days: number },
): void {
  const record = join(folder, 'former-chunks.json');
  const before: FormerChunks = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
  const former: FormerChunks = {};
  const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
  for (const name of chunks) {
    if (present.has(name)) continue;
    const since = before[name] ?? now;
    if (now - since < days * DAY_MS) former[name] = since;
    else
      for (const end of ['', '.br', '.gz'])
        rmSync(join(folder, 'chunks', name + end), { force: true });
  }
  writeFileSync(record, `${JSON.stringify(former, null, 1)}\n`);
}
