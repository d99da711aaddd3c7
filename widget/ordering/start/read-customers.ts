import { licenseChoice } from '../draft/license-choice.ts';

/** The most codes read, since an iterable may be endless. An order's own limit is far lower. */
const MOST = 20_000;

export interface ReadCustomers {
  /** Tax codes as the host wrote them, each once. */
  codes: readonly string[];
  /** Message for the host's developer about unreadable parts; empty if there are none. */
  problem: string;
}

/** The host's list: `customers` by their codes, or `licenses` by the portal's ids. */
export type Listed = 'customers' | 'licenses';

const NOUNS = { customers: 'tax code', licenses: 'licence id' } as const satisfies Record<
  Listed,
  string
>;

/** Reads a list once each time the host sets it, since a generator yields its values only once. */
export class CustomersReader {
  readonly listed: Listed;
  readonly #report: (problem: string) => void;
  #codes: readonly string[] = [];
  #problem = '';
  /** The customers chosen for the person signed in before. */
  #forgotten: readonly string[] = [];

  constructor(listed: Listed, report: (problem: string) => void) {
    this.listed = listed;
    this.#report = report;
  }

  /** The choices for the present sign-in: codes of customers and marked ids of licences. */
  get chosen(): readonly string[] {
    if (areSameCodes(this.#codes, this.#forgotten)) return [];
    return this.listed === 'licenses' ? this.#codes.map(licenseChoice) : this.#codes;
  }

  read(given: unknown): void {
    const { codes, problem } = readCustomers(given, NOUNS[this.listed]);
    this.#codes = codes;
    if (problem && problem !== this.#problem) this.#report(problem);
    this.#problem = problem;
  }

  forget(): void {
    this.#forgotten = this.#codes;
  }
}

/**
 * Reads the host's `customers` or `licenses`, which may be anything: a text with commas, semicolons, blanks or line
 * ends between the codes, or any iterable of texts and whole numbers. (A number has lost its leading zeros; the look-up
 * restores them.)
 */
export function readCustomers(given: unknown, noun = 'tax code'): ReadCustomers {
  if (given === null || given === undefined) return { codes: [], problem: '' };
  if (typeof given === 'string') return { codes: unique(codesIn(given)), problem: '' };
  if (isCodeNumber(given)) return { codes: [String(given)], problem: '' };
  if (typeof given !== 'object' || !(Symbol.iterator in given)) {
    return { codes: [], problem: `it is no list of ${noun}s (${typeof given}).` };
  }
  return readList(given as Iterable<unknown>, noun);
}

/** Codes in a text; a list as JSON, or as a template prints it, has marks around it and around each code. */
function codesIn(text: string): string[] {
  const [, list] = /^\s*\[(\s*["'].*["']\s*|[\d\s,]*)\]\s*$/s.exec(text) ?? [];
  const codes = (list ?? text).split(/[\s,;]+/);
  return list === undefined ? codes : codes.map((code) => code.replace(/^(["'])(.*)\1$/, '$2'));
}

function readList(given: Iterable<unknown>, noun: string): ReadCustomers {
  const texts: string[] = [];
  let problem = '';
  let index = 0;
  try {
    for (const item of given) {
      // One code may contain blanks; several in one text are separated by line ends or commas.
      if (typeof item === 'string') texts.push(...item.split(/[\n\r,;]+/));
      else if (isCodeNumber(item)) texts.push(String(item));
      else problem ||= `item ${index} is no ${noun} (${item === null ? 'null' : typeof item}).`;
      if (++index >= MOST) break;
    }
  } catch (error) {
    problem = `reading it failed after ${index} items: ${String(error)}`;
  }
  return { codes: unique(texts), problem };
}

/** Whether two lists have the same codes, in any order. */
export function areSameCodes(some: readonly string[], others: readonly string[]): boolean {
  const chosen = new Set(some);
  return chosen.size === new Set(others).size && others.every((code) => chosen.has(code));
}

function isCodeNumber(given: unknown): boolean {
  return typeof given === 'bigint'
    ? given >= 0n
    : Number.isSafeInteger(given) && Number(given) >= 0;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
}
