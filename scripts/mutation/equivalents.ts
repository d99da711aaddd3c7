import { basename } from 'node:path';
import { EQUIVALENTS, type Equivalent } from './known-equivalents.ts';
import type { Mutant } from './mutants.ts';

/** A mutant in the source that it changes. */
export interface Placed extends Mutant {
  file: string;
  source: string;
}

/** The reason why a mutant changes no behaviour, or null. */
export function whyEquivalent(mutant: Placed): string | null {
  return EQUIVALENTS.find((each) => isOf(each, mutant))?.why ?? null;
}

/** Entries without a mutant: their line was changed, moved or removed. */
export function staleEquivalents(all: readonly Placed[]): string[] {
  const stale = EQUIVALENTS.filter((each) => !all.some((mutant) => isOf(each, mutant)));
  return stale.map(
    ({ file, line, was, becomes }) => `${file}: ${was} → ${becomes || '(left out)'}, in ${line}`,
  );
}

function isOf(known: Equivalent, { file, source, start, end, text }: Placed): boolean {
  if (known.file !== basename(file) || known.becomes !== text) return false;
  // A removed step begins with the line break and the comments before it.
  const at = start + (/^(?:\s|\/\/.*)*/.exec(source.slice(start, end))?.[0].length ?? 0);
  const [line] = source.slice(source.lastIndexOf('\n', at - 1) + 1).split('\n', 1);
  const [was] = source.slice(at, end).split('\n', 1);
  return known.line === line?.trim() && known.was === was;
}
