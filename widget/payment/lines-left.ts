import type { OrderLine } from '../../shared/schemas/order.ts';

/**
 * The lines not ticked at first: all but those chosen; without a choice, the owners' lines, where the firm has lines of
 * its own to pay.
 */
export function linesLeft(
  awaiting: readonly OrderLine[],
  ticked: readonly string[] | null,
): ReadonlySet<string> {
  const owners = awaiting.filter((line) => line.payer === 'owner');
  const chosen = new Set(ticked);
  const left = ticked ? awaiting.filter(({ id }) => !chosen.has(id)) : owners;
  return new Set(!ticked && owners.length === awaiting.length ? [] : left.map(({ id }) => id));
}
