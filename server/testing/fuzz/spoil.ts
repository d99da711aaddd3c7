import fc from 'fast-check';
import { isObject, type Json } from './json.ts';
import { oddText, oddValue } from './odd-values.ts';

/** A change at one place of a value; `at` counts its nodes, and goes round. */
export interface Spoil {
  at: number;
  how:
    | { set: Json }
    | { add: string; value: Json }
    | { drop: true }
    | { repeat: number }
    | { nest: number }
    | { wrap: 'array' | 'object' };
}

/** Numbers of rows in one call, around and beyond the schemas' limits. */
const REPEATS = [2, 2, 2, 3, 21, 51, 101, 1_001, 2_001, 5_001];
const DEPTHS = [1, 10, 500, 5_000];

export const anySpoil: fc.Arbitrary<Spoil> = fc.record({
  at: fc.nat(200),
  how: fc.oneof(
    { arbitrary: fc.record({ set: oddValue }), weight: 6 },
    {
      arbitrary: fc.record({
        add: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'id', 'portalId'), oddText),
        value: oddValue,
      }),
      weight: 2,
    },
    { arbitrary: fc.record({ drop: fc.constant(true as const) }), weight: 2 },
    { arbitrary: fc.record({ repeat: fc.constantFrom(...REPEATS) }), weight: 2 },
    { arbitrary: fc.record({ nest: fc.constantFrom(...DEPTHS) }), weight: 1 },
    {
      arbitrary: fc.record({ wrap: fc.constantFrom('array' as const, 'object' as const) }),
      weight: 1,
    },
  ),
});

/** Size up to which lists are made longer: more would fill the memory of the test, not of the server. */
const MOST_BYTES = 1_000_000;

/** The changed value; undefined: the whole of it is dropped. The given one stays as it is. */
export function spoiled(value: Json | undefined, spoils: readonly Spoil[]): Json | undefined {
  let result = structuredClone(value);
  for (const spoil of spoils) {
    if (result === undefined) return undefined;
    result = spoilOnce(result, spoil);
  }
  return result;
}

function spoilOnce(root: Json, { at, how }: Spoil): Json | undefined {
  const holder: { [key: string]: Json } = { root };
  const places = [...placesOf(holder, 'root')];
  const place = places[at % places.length];
  if (place === undefined) return root;
  const changed = change(place.parent[place.key as never] as Json, how);
  if (changed === undefined) {
    if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 1);
    else delete place.parent[place.key];
  } else setOwn(place.parent, place.key, changed);
  return holder.root;
}

interface Place {
  parent: { [key: string]: Json } | Json[];
  key: string;
}

function* placesOf(parent: Place['parent'], key: string): Generator<Place> {
  yield { parent, key };
  const value = (parent as { [key: string]: Json })[key];
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.keys(value)) yield* placesOf(value, inner);
}

function change(value: Json, how: Spoil['how']): Json | undefined {
  if ('drop' in how) return undefined;
  if ('set' in how) return structuredClone(how.set);
  if ('wrap' in how) return how.wrap === 'array' ? [value] : { value };
  if ('nest' in how) return nested(value, how.nest);
  if ('repeat' in how) return repeated(value, how.repeat);
  const changed = isObject(value) ? value : {};
  setOwn(changed, how.add, structuredClone(how.value));
  return changed;
}

/** Unlike an assignment, does not set the prototype. */
function setOwn(target: object, key: string, value: Json): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function nested(value: Json, depth: number): Json {
  // A literal text of JSON: a value so deep could not be written out again.
  if (depth > 100) return `{{raw ${'['.repeat(depth)}${']'.repeat(depth)}}}`;
  let result = value;
  for (let i = 0; i < depth; i++) result = [result];
  return result;
}

function repeated(value: Json, times: number): Json {
  const size = JSON.stringify(value).length;
  const count = Math.max(2, Math.min(times, Math.floor(MOST_BYTES / (size + 1))));
  if (typeof value === 'string') return value.repeat(count);
  const items = Array.isArray(value) ? value : [value];
  return Array.from({ length: count }, () => structuredClone(items)).flat();
}
