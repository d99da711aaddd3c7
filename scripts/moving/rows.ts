import { hash } from 'node:crypto';
import { storable } from '../../server/database/storable-text.ts';

export type Row = Record<string, unknown>;

/** The most rows in memory at once, and the approximate number of their characters. */
const ROWS_AT_ONCE = 1_000;
const CHARACTERS_AT_ONCE = 4_000_000;

/** The modulus of the sum of hashes, which keeps it as long as one hash. */
const HASHES = 2n ** 256n;

/**
 * A digest of a table's rows in any order: their number, and the sum of their hashes, computed alike on both engines. A
 * row that is missing, changed or doubled changes the sum.
 */
export class TableDigest {
  rows = 0;
  #sum = 0n;
  #characters = 0;
  readonly #columns: readonly string[];

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  /** @returns the approximate length of the row */
  add(row: Row): number {
    // The text that both databases can store: PostgreSQL keeps no NUL in one.
    const text = JSON.stringify(this.#columns.map((column) => storable(exact(row[column]))));
    this.rows++;
    this.#sum = (this.#sum + BigInt(`0x${hash('sha256', text)}`)) % HASHES;
    this.#characters += text.length;
    return text.length;
  }

  /** Number of such rows that fit into memory. */
  get rowsAtOnce(): number {
    const fitting = Math.floor((CHARACTERS_AT_ONCE * this.rows) / Math.max(this.#characters, 1));
    return Math.min(ROWS_AT_ONCE, Math.max(1, fitting));
  }

  equals(other: TableDigest): boolean {
    return this.rows === other.rows && this.#sum === other.#sum;
  }
}

/** The rows in batches that fit into memory, counted and hashed on their way. */
export function* batchesOf(rows: Iterable<Row>, digest: TableDigest): Generator<Row[]> {
  let batch: Row[] = [];
  let characters = 0;
  for (const row of rows) {
    batch.push(row);
    characters += digest.add(row);
    if (batch.length < ROWS_AT_ONCE && characters < CHARACTERS_AT_ONCE) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

function exact(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is beyond what a number holds exactly`);
  }
  return value;
}
