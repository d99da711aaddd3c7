/** A row's height until one is drawn and measured, in px. */
const ROW_PX = 44;

/** Heights of rows: one for most, and by key those of the others as they were last drawn. */
export class RowHeights {
  #usual = ROW_PX;
  #isMeasured = false;
  readonly #own = new Map<number, number>();

  of(key: number): number {
    return this.#own.get(key) ?? this.#usual;
  }

  /**
   * Takes the heights of the rows that are drawn.
   *
   * @returns whether one differs from what was known
   */
  take(drawn: ReadonlyMap<number, number>): boolean {
    let differs = false;
    if (!this.#isMeasured && drawn.size > 0) {
      this.#usual = Math.min(...drawn.values());
      this.#isMeasured = differs = true;
    }
    for (const [key, height] of drawn) {
      if (Math.abs(height - this.of(key)) <= 0.5) continue;
      differs = true;
      this.#own.set(key, height);
    }
    return differs;
  }

  /** Forgets all heights, as after a change of the width. */
  clear(): void {
    this.#isMeasured = false;
    this.#own.clear();
  }

  /** Distances of the rows from the first one's top, and of the last one's end. */
  tops(keys: readonly number[]): Float64Array {
    const tops = new Float64Array(keys.length + 1);
    keys.forEach((key, index) => {
      tops[index + 1] = (tops[index] ?? 0) + this.of(key);
    });
    return tops;
  }
}

/** Index of the row at a distance from the top: the first or the last one beyond them. */
export function rowAt(tops: Float64Array, distance: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= distance) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A row that is drawn, or the height of those that are not. */
export type Drawn<Row> = { row: Row; key: number } | { gap: number; key: string };

/**
 * The rows to draw, with gaps for the others.
 *
 * @param from the first row in sight
 * @param to the last one
 * @param kept rows drawn wherever they are, in ascending order
 */
export function drawnRows<Row extends { key: number }>(
  rows: readonly Row[],
  tops: Float64Array,
  from: number,
  to: number,
  kept: readonly number[],
): Drawn<Row>[] {
  const drawn: Drawn<Row>[] = [];
  let end = 0;
  const draw = (index: number) => {
    const row = rows[index];
    if (row === undefined || index < end) return;
    gapTo(index);
    drawn.push({ row, key: row.key });
    end = index + 1;
  };
  const gapTo = (index: number) => {
    const gap = (tops[index] ?? 0) - (tops[end] ?? 0);
    if (gap > 0) drawn.push({ gap, key: `gap-${drawn.length === 0 ? 'before' : end}` });
  };
  for (const index of kept) if (index < from) draw(index);
  for (let index = from; index <= to; index++) draw(index);
  for (const index of kept) if (index > to) draw(index);
  gapTo(rows.length);
  return drawn;
}
