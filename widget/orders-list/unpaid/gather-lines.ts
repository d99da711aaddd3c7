import { LIMITS } from '../../../shared/limits.ts';
import type { UnpaidLine, UnpaidPage } from '../../../shared/schemas/unpaid.ts';
import type { Chosen } from './chosen.ts';

type Read = (from: {
  cursor?: string;
  limit: number;
}) => Promise<Pick<UnpaidPage, 'lines' | 'nextCursor'>>;

/** The lines of an action: as many as are possible at once. */
export interface Gathered {
  lines: UnpaidLine[];
  /** There are more. */
  isCut: boolean;
}

/** The chosen lines themselves; matching ones that are not shown are read. */
export async function gatherLines(chosen: Chosen, read: Read): Promise<Gathered> {
  const most = LIMITS.unpaidChosen;
  if (chosen.kind === 'some') {
    const lines = [...chosen.lines.values()];
    return { lines: lines.slice(0, most), isCut: lines.length > most };
  }
  const lines: UnpaidLine[] = [];
  let cursor: string | null = null;
  do {
    const from: { cursor?: string } = cursor ? { cursor } : {};
    const page = await read({ ...from, limit: LIMITS.unpaidPage });
    lines.push(...page.lines.filter(({ lineId }) => !chosen.except.has(lineId)));
    cursor = page.nextCursor;
  } while (cursor !== null && lines.length < most);
  return { lines: lines.slice(0, most), isCut: cursor !== null || lines.length > most };
}
