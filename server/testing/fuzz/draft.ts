import fc from 'fast-check';
import type { CallerName } from './callers.ts';
import { CALLERS } from './callers.ts';
import type { Json } from './json.ts';
import { anySpoil, type Spoil } from './spoil.ts';

/** The way an input travels. `signed`: as a gateway's message; `resigned`: spoiled first, then signed. */
export type Carry = 'none' | 'json' | 'form' | 'query' | 'trpc' | 'signed' | 'resigned';

/**
 * A request before it is sent. Its texts name rows of the world as `{{kind number}}`, so that the same draft means the
 * same in every run; see {@link toWire}.
 */
export interface Draft {
  target: string;
  caller: CallerName;
  method: string;
  path: string;
  carry: Carry;
  input: Json;
  spoils: Spoil[];
  odd: Odd;
}

/** Oddities of a request besides its input; mostly none. */
export interface Odd {
  origin?: 'own' | 'other' | 'null' | 'server';
  type?: string;
  header?: [name: string, value: string];
  bytes?: 'empty' | 'half' | 'mark' | 'nul' | 'latin1' | 'text' | 'deep';
  chunked?: true;
  /** Breaks off. */
  cut?: true;
}

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'];

const TYPES = [
  '',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/xml',
  ';;;',
];

const HEADERS: [string, string][] = [
  ['x-forwarded-for', '203.0.113.9, <script>'],
  ['x-forwarded-host', 'evil.example'],
  ['host', 'evil.example'],
  ['host', ''],
  ['cookie', 'operations_browser=x.y; __proto__=1'],
  ['accept', 'text/event-stream'],
  ['accept', 'text/html'],
  ['accept', '*/*;q=x,,'],
  ['accept-encoding', 'gzip, br, deflate, zstd'],
  ['accept-language', '\u00ff'.repeat(200)],
  ['content-encoding', 'gzip'],
  ['if-none-match', '*'],
  ['if-modified-since', 'yesterday'],
  ['range', 'bytes=0-0,99999999-'],
  ['last-event-id', '-1'],
  ['last-event-id', '99999999999999999999'],
  ['trpc-accept', 'application/jsonl'],
  ['x-http-method-override', 'DELETE'],
  ['access-control-request-method', 'POST'],
  ['expect', '100-continue'],
  ['connection', 'upgrade'],
  ['upgrade', 'websocket'],
  ['x-long', 'x'.repeat(8_000)],
];

const odd: fc.Arbitrary<Odd> = fc.oneof(
  { arbitrary: fc.constant({}), weight: 30 },
  {
    arbitrary: fc.record({
      origin: fc.constantFrom('own' as const, 'other' as const, 'null' as const),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ type: fc.constantFrom(...TYPES) }), weight: 2 },
  { arbitrary: fc.record({ header: fc.constantFrom(...HEADERS) }), weight: 4 },
  {
    arbitrary: fc.record({
      bytes: fc.constantFrom(
        ...(['empty', 'half', 'mark', 'nul', 'latin1', 'text', 'deep'] as const),
      ),
    }),
    weight: 2,
  },
  { arbitrary: fc.constant({ chunked: true as const }), weight: 1 },
  { arbitrary: fc.constant({ cut: true as const }), weight: 1 },
);

const spoils: fc.Arbitrary<Spoil[]> = fc.oneof(
  { arbitrary: fc.constant<Spoil[]>([]), weight: 6 },
  { arbitrary: fc.array(anySpoil, { minLength: 1, maxLength: 3 }), weight: 5 },
);

const anyCaller = fc.constantFrom(...(Object.keys(CALLERS) as CallerName[]));

/** A draft of these parts: mostly by one of the callers it is for, and often spoiled. */
export function draftOf(
  target: string,
  callers: readonly CallerName[],
  parts: fc.Arbitrary<Pick<Draft, 'method' | 'path' | 'carry' | 'input'> & { odd?: Odd }>,
): fc.Arbitrary<Draft> {
  const caller = fc.oneof(
    { arbitrary: fc.constantFrom(...callers), weight: 9 },
    { arbitrary: anyCaller, weight: 1 },
  );
  return fc
    .record({ parts, caller, spoils, odd })
    .map(({ parts: { odd: usual, ...rest }, ...others }) => ({
      target,
      ...rest,
      ...others,
      odd: { ...usual, ...others.odd },
    }));
}

/** Mostly the method that is declared. */
export function methodLike(declared: string): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constant(declared), weight: 9 },
    { arbitrary: fc.constantFrom(...METHODS), weight: 1 },
  );
}
