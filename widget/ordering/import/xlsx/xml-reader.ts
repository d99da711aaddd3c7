import { UnreadableFile } from './unreadable-file.ts';

/** Receives an XML document's parts in their order; names come without their prefix. */
export interface XmlParts {
  open?(name: string, attributes: string): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** The name is taken whole (`\2`): tried by parts, an unclosed tag of n characters would take n² steps. */
const TAG = /<(\/?)(?:[\w.-]+:)?(?=([\w.-]+))\2([^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*)>/y;

/** The characters that decide where a tag ends. */
const MARK = /[<>"']/g;

const CDATA = '<![CDATA[';

/** Marks of parts that are neither tag nor text, with their ends. */
const OTHERS: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  [CDATA, ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
];

/** The longest text or tag, in characters: a cell of Excel's has at most 32,767. */
const MOST_PENDING = 1_000_000;

/** Reads an XML document that comes in pieces, and keeps none of it. No entity is expanded but XML's own. */
export class XmlReader {
  readonly #parts: XmlParts;
  #pending = '';
  /** The position up to which the end of the pending part has been searched for, and the quote that is open there. */
  #searched = 0;
  #quote = '';

  constructor(parts: XmlParts) {
    this.#parts = parts;
  }

  push(piece: string): void {
    const text = this.#pending + piece;
    const isWaiting = this.#pending !== '' && !this.#ends(text);
    const at = isWaiting ? 0 : this.#readAll(text);
    this.#pending = text.slice(at);
    if (this.#pending.length > MOST_PENDING) throw new UnreadableFile('damaged');
  }

  /** After the last piece. */
  end(): void {
    if (this.#pending.startsWith('<')) throw new UnreadableFile('damaged');
  }

  /** @returns the beginning of the first incomplete part */
  #readAll(text: string): number {
    this.#searched = 0;
    this.#quote = '';
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag < 0) return at;
      if (tag > at) this.#parts.text?.(decoded(text.slice(at, tag)));
      at = tag;
      const next = this.#readTag(text, at) ?? this.#readOther(text, at);
      if (next === null) return at;
      at = next;
    }
  }

  /** Whether what is pending ends in a text that begins with it. No character is searched twice. */
  #ends(text: string): boolean {
    const from = this.#searched;
    this.#searched = text.length;
    if (!text.startsWith('<')) return text.indexOf('<', from) >= 0;
    const [begin, end] = otherAt(text, 0) ?? [];
    if (begin === undefined || end === undefined) return this.#endsTag(text, Math.max(1, from));
    return text.indexOf(end, Math.max(begin.length, from - end.length)) >= 0;
  }

  #endsTag(text: string, from: number): boolean {
    let at = from;
    for (;;) {
      if (this.#quote !== '') {
        const end = text.indexOf(this.#quote, at);
        if (end < 0) return false;
        at = end + 1;
        this.#quote = '';
      }
      MARK.lastIndex = at;
      const [mark] = MARK.exec(text) ?? [];
      if (mark === undefined) return false;
      if (mark === '>') return true;
      if (mark === '<') throw new UnreadableFile('damaged');
      this.#quote = mark;
      at = MARK.lastIndex;
    }
  }

  /** The end of the tag; null: it is not in this piece. */
  #readTag(text: string, at: number): number | null {
    TAG.lastIndex = at;
    const found = TAG.exec(text);
    if (!found) return null;
    const end = TAG.lastIndex;
    const [, closing, name = '', attributes = ''] = found;
    if (closing) this.#parts.close?.(name);
    else {
      this.#parts.open?.(name, attributes);
      if (attributes.endsWith('/')) this.#parts.close?.(name);
    }
    return end;
  }

  #readOther(text: string, at: number): number | null {
    const [begin, end] = otherAt(text, at) ?? [];
    if (begin === undefined || end === undefined) return null;
    const from = at + begin.length;
    const to = text.indexOf(end, from);
    if (to < 0) return null;
    if (begin === CDATA) this.#parts.text?.(text.slice(from, to));
    return to + end.length;
  }
}

function otherAt(text: string, at: number) {
  return OTHERS.find(([mark]) => text.startsWith(mark, at));
}

/** Patterns by the names of attributes, all of them our own. */
const patterns = new Map<string, RegExp>();

/** An attribute's value; undefined without it. */
export function attributeOf(attributes: string, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  const found = pattern.exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decoded(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? all;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
