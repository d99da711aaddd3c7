/** Random choices that are the same for a seed. */
export interface Random {
  /** From 0 to 1. */
  next(): number;
  /** Whether an event of this probability happens. */
  chance(probability: number): boolean;
  /** A whole number below `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** @param who names an actor of a run, whose choices depend on no other actor's */
export function randomOf(seed: number, who = ''): Random {
  let state = seed | 0;
  for (const letter of who) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x9e3779b1);
  // mulberry32: small, and good enough for this.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] as never,
  };
}
