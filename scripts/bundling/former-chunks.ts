import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../server/foundation/durations.ts';

/** The time at which each chunk was first found missing from the present build, in epoch milliseconds. */
type FormerChunks = Record<string, number>;

/**
 * Pages stay open over a release and load more chunks later, so the chunks of former builds stay beside the
 * present ones, whose names differ, and are deleted some days after they were replaced.
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
  const before = readRecord(record);
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

/** Reads the record. A damaged one (by a full disk, say) counts as empty: chunks are then kept longer, not shorter. */
function readRecord(path: string): FormerChunks {
  if (!existsSync(path)) return {};
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const entries = Object.entries(read ?? {}).filter(([, since]) => Number.isFinite(since));
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

/**
 * Number of days for which former chunks are kept, from `KEEP_CHUNKS_DAYS`.
 *
 * @throws Error when it is not a number of days
 */
export function chunkDaysOf(setting: string | undefined): number {
  const days = Number(setting?.trim() || 30);
  if (days >= 0 && Number.isFinite(days)) return days;
  throw new Error(`KEEP_CHUNKS_DAYS is no number of days: ${setting}`);
}
