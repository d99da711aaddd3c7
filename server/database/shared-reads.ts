import type { Reader } from './db.ts';

/** Answers so far, by statement and values, of each transaction whose works share them. */
const answers = new WeakMap<Reader, Map<unknown, Map<string, Promise<unknown>>>>();

/**
 * Lets the works of a transaction share the answers of {@link shared} reads. Others' changes are invisible to a
 * transaction anyway; a work of its own that changes the rows read, or is taken back, calls {@link forgetShared}.
 */
export function shareReads(tx: Reader): void {
  answers.set(tx, new Map());
}

/** Makes each shared read be sent anew. */
export function forgetShared(tx: Reader): void {
  answers.get(tx)?.clear();
}

/** A read that is sent once for all works of a transaction that share its answer; elsewhere, each time. */
export function shared<Values extends object, Row>(
  read: (reader: Reader, values: Values) => Promise<Row[]>,
): (reader: Reader, values: Values) => Promise<readonly Row[]> {
  return async (reader, values) => {
    const known = answers.get(reader);
    if (known === undefined) return await read(reader, values);
    const ofRead = known.get(read) ?? new Map<string, Promise<unknown>>();
    known.set(read, ofRead);
    const key = JSON.stringify(values);
    const answer = ofRead.get(key) ?? read(reader, values);
    ofRead.set(key, answer);
    return (await answer) as readonly Row[];
  };
}
