import type { OrderLine } from '../../shared/schemas/order.ts';
import { foldText, searchWords } from '../../shared/search-text.ts';
import { isAwaiting } from './payment-phase.ts';

/** Filters of a long order: unpaid lines, and owners who have still to get, open or pay their link. */
export const LINE_FILTERS = [
  'unpaid',
  'unpaidFirm',
  'unpaidOwner',
  'linkNotSent',
  'linkSent',
  'linkOpened',
  'paid',
  'cancelled',
] as const;
export type LineFilter = (typeof LINE_FILTERS)[number];

const PASSES: Record<LineFilter, (line: OrderLine) => boolean> = {
  unpaid: isAwaiting,
  unpaidFirm: (line) => isAwaiting(line) && line.payer === 'firm',
  unpaidOwner: (line) => isAwaiting(line) && line.payer === 'owner',
  linkNotSent: (line) =>
    isAwaiting(line) && line.payer === 'owner' && !line.link?.sentAt && !line.link?.openedAt,
  linkSent: (line) => isAwaiting(line) && !!line.link?.sentAt && !line.link.openedAt,
  linkOpened: (line) => isAwaiting(line) && !!line.link?.openedAt,
  paid: (line) => line.state === 'paid',
  cancelled: (line) => line.state === 'cancelled',
};

/** The lines that pass the filter, all without one, and whose customer has every word of the search. */
export function filterLines(
  lines: readonly OrderLine[],
  filter: LineFilter | '',
  search: string,
): readonly OrderLine[] {
  const words = searchWords(search);
  return lines.filter((line) => {
    if (filter && !PASSES[filter](line)) return false;
    const text = foldText(`${line.customer.taxCode} ${line.customer.name}`);
    return words.every((word) => text.includes(word));
  });
}

export function countOf(lines: readonly OrderLine[], filter: LineFilter): number {
  return lines.filter(PASSES[filter]).length;
}
