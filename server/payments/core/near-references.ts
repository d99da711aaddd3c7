import {
  isPaymentReference,
  memoCharacters,
  PAYMENT_REFERENCE_LENGTH,
  REFERENCE_ALPHABET,
  REFERENCE_PREFIX,
} from './payment-reference.ts';

/**
 * The difference between a memo's text and the reference that it may mean; cut: the last character is missing or wrong.
 */
export type NearReason = 'cut' | 'missing' | 'extra' | 'wrong' | 'swapped' | 'prefix';

export interface NearReference {
  reference: string;
  /** The characters in the memo. */
  written: string;
  reason: NearReason;
}

/** The beginning of a reference of which the bank has cut off more than one character. */
export interface CutReference {
  beginning: string;
}

/** With fewer characters, too many references share the beginning. */
const SHORTEST_BEGINNING = 5;

/** Longer memos are not a bank's; each position costs some hundred candidates. */
const LONGEST_MEMO = 300;

/**
 * The valid references that are one edit away from a run of the memo: a character wrong, missing, too many, or two
 * swapped. Which of them was given out, the caller looks up. A run that is valid as written is left out, and hides no
 * other: of runs with a mistake, one in 36 is valid by chance.
 */
export function nearReferences(memo: string): NearReference[] {
  const text = memoCharacters(memo).slice(0, LONGEST_MEMO);
  const found = new Map<string, NearReference>();
  const add = (reference: string, written: string, reason: NearReason) => {
    if (isPaymentReference(reference) && !found.has(reference)) {
      found.set(reference, { reference, written, reason });
    }
  };
  for (const at of placesOf(REFERENCE_PREFIX, text)) {
    const run = (length: number) => text.slice(at, at + length);
    const [whole, short, long] = [run(9), run(8), run(10)];
    // At the memo's end a run may be too short: then no edit of it is as long as a reference.
    for (const near of oneMissing(short))
      add(near, short, near.startsWith(short) ? 'cut' : 'missing');
    for (const near of oneWrong(whole)) add(near, whole, 'wrong');
    for (const near of oneSwapped(whole)) add(near, whole, 'swapped');
    for (const near of oneExtra(long)) add(near, long, 'extra');
    found.delete(whole);
  }
  for (const { written, tail } of withoutPrefix(text))
    add(REFERENCE_PREFIX + tail, written, 'prefix');
  return [...found.values()];
}

/** The beginning of a reference that a bank has cut off, at the end of the memo or of a word. */
export function cutReferences(memo: string): CutReference[] {
  const words = memo
    .normalize('NFKC')
    .toUpperCase()
    .slice(0, LONGEST_MEMO)
    .split(/[^0-9A-Z]+/);
  const ends = [...words, memoCharacters(memo).slice(0, LONGEST_MEMO)];
  const found = new Set<string>();
  for (const word of ends) {
    for (const at of placesOf(REFERENCE_PREFIX, word)) {
      const beginning = word.slice(at);
      const isCut =
        beginning.length >= SHORTEST_BEGINNING && beginning.length < PAYMENT_REFERENCE_LENGTH;
      if (isCut) found.add(beginning);
    }
  }
  return [...found].map((beginning) => ({ beginning }));
}

function placesOf(part: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** An edit in the prefix leaves the rest whole, so its check character must be right. */
function* withoutPrefix(text: string): Generator<{ written: string; tail: string }> {
  const length = PAYMENT_REFERENCE_LENGTH - REFERENCE_PREFIX.length;
  for (let at = 0; at + length <= text.length; at++) {
    const tail = text.slice(at, at + length);
    const before = text.slice(Math.max(0, at - 2), at);
    if (before === REFERENCE_PREFIX) continue;
    // One of the prefix's letters must be there: a run of a long number is no reference.
    if (!/[GH]/.test(before)) continue;
    yield { written: before + tail, tail };
  }
}

function* oneWrong(run: string): Generator<string> {
  for (let at = REFERENCE_PREFIX.length; at < run.length; at++) {
    for (const other of REFERENCE_ALPHABET) yield run.slice(0, at) + other + run.slice(at + 1);
  }
}

function* oneSwapped(run: string): Generator<string> {
  for (let at = REFERENCE_PREFIX.length; at + 1 < run.length; at++) {
    yield run.slice(0, at) + run[at + 1] + run[at] + run.slice(at + 2);
  }
}

function* oneMissing(run: string): Generator<string> {
  // From the end, so that the likeliest difference comes first: a memo that was cut.
  for (let at = run.length; at >= REFERENCE_PREFIX.length; at--) {
    for (const other of REFERENCE_ALPHABET) yield run.slice(0, at) + other + run.slice(at);
  }
}

function* oneExtra(run: string): Generator<string> {
  for (let at = REFERENCE_PREFIX.length; at < run.length; at++) {
    yield run.slice(0, at) + run.slice(at + 1);
  }
}
