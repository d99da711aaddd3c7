import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}

/** Covered ranges of each loaded file, by its path. */
export type Coverage = ReadonlyMap<string, Range[][]>;

/** V8's output in NODE_V8_COVERAGE; Node keeps every position when it strips types. One list a process. */
export function readCoverage(folder: string): Coverage {
  const byFile = new Map<string, Range[][]>();
  for (const name of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      result: { url: string; functions: { ranges: Range[] }[] }[];
    };
    for (const { url, functions } of result) {
      if (!url.startsWith('file:')) continue;
      const path = fileURLToPath(url);
      const ranges = functions.flatMap((each) => each.ranges);
      byFile.set(path, [...(byFile.get(path) ?? []), ranges]);
    }
  }
  return byFile;
}

/** Whether a place was run, by the innermost range around it. */
export function isReached(coverage: Coverage, path: string, offset: number): boolean {
  return (coverage.get(path) ?? []).some((ranges) => {
    const around = ranges.filter((r) => r.startOffset <= offset && offset < r.endOffset);
    const inner = around.sort(
      (a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset),
    );
    return (inner[0]?.count ?? 0) > 0;
  });
}
