import fc from 'fast-check';
import type * as z from 'zod/mini';
import type { Json } from './json.ts';
import { oddText } from './odd-values.ts';

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes['_zod']['def'];

/** A value for a field by its name, where one of the world's own gets further than any text. */
export type Hints = (name: string, schema: Schema) => fc.Arbitrary<Json> | undefined;

/** Elements of a list; longer ones are made by spoiling. */
const MOST_ELEMENTS = 5;

/**
 * Inputs of the form that a schema declares. Rules written as code (check digits, dates in order) hold by chance only;
 * `hints` supply values that keep them.
 *
 * No library makes inputs from schemas of zod/mini 4 that shrink: zod-fast-check is for zod 3, zocker has no shrinking.
 */
export function inputOf(schema: Schema, hints: Hints, name = ''): fc.Arbitrary<Json> {
  return hints(name, schema) ?? byKind(schema, hints, name);
}

function byKind(schema: Schema, hints: Hints, name: string): fc.Arbitrary<Json> {
  const def = schema._zod.def as Def;
  const inner = (one: Schema) => inputOf(one, hints, name);
  switch (def.type) {
    case 'object':
      return objectOf(def.shape, hints);
    case 'array': {
      const { minimum = 0, maximum = MOST_ELEMENTS } = boundsOf(schema);
      const least = Math.min(minimum, MOST_ELEMENTS);
      return fc.array(inner(def.element), {
        minLength: least,
        maxLength: Math.max(least, Math.min(maximum, MOST_ELEMENTS)),
      });
    }
    case 'record':
      return fc
        .array(fc.tuple(inner(def.keyType), inner(def.valueType)), { maxLength: MOST_ELEMENTS })
        .map((entries) => Object.fromEntries(entries) as Json);
    case 'union':
      return fc.oneof(...def.options.map(inner));
    case 'optional':
    case 'default':
    case 'nonoptional':
      return inner(def.innerType);
    case 'nullable':
      return fc.option(inner(def.innerType), { freq: 3 });
    case 'pipe':
      return inner(def.in);
    case 'enum':
      return fc.constantFrom(...(Object.values(def.entries) as Json[]));
    case 'literal':
      return fc.constantFrom(...(def.values as Json[]));
    case 'boolean':
      return fc.boolean();
    case 'number':
      return numberOf(schema);
    case 'string':
      return textOf(schema);
    default:
      throw new Error(`schema-input.ts has no inputs for a schema of the kind ${def.type}`);
  }
}

interface Bounds {
  minimum?: number;
  maximum?: number;
  pattern?: RegExp;
}

/** The rules that a schema and its checks state as data. */
function boundsOf(schema: Schema): Bounds {
  const def = schema._zod.def as { checks?: { _zod: { def: object } }[] };
  const rules = [def, ...(def.checks ?? []).map((check) => check._zod.def)];
  const bounds: Bounds = {};
  for (const rule of rules as CheckDef[]) {
    if (rule.check === 'greater_than') bounds.minimum = Number(rule.value);
    if (rule.check === 'less_than') bounds.maximum = Number(rule.value);
    if (rule.minimum !== undefined) bounds.minimum = rule.minimum;
    if (rule.maximum !== undefined) bounds.maximum = rule.maximum;
    if (rule.pattern instanceof RegExp) bounds.pattern = rule.pattern;
  }
  return bounds;
}

interface CheckDef {
  check?: string;
  value?: unknown;
  minimum?: number;
  maximum?: number;
  pattern?: unknown;
}

function objectOf(shape: Record<string, Schema>, hints: Hints): fc.Arbitrary<Json> {
  const entries = Object.entries(shape);
  const optional = entries.filter(([, field]) => field._zod.optin === 'optional');
  const required = entries.flatMap(([key, field]) =>
    field._zod.optin === 'optional' ? [] : [key],
  );
  const fields = Object.fromEntries(
    entries.map(([key, field]) => [key, inputOf(field, hints, key)]),
  );
  if (optional.length === 0) return fc.record(fields) as fc.Arbitrary<Json>;
  return fc.record(fields, { requiredKeys: required }) as fc.Arbitrary<Json>;
}

function numberOf(schema: Schema): fc.Arbitrary<Json> {
  const { minimum = 0, maximum = 10_000_000 } = boundsOf(schema);
  const [min, max] = [Math.ceil(minimum), Math.floor(maximum)];
  return fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 10) }));
}

function textOf(schema: Schema): fc.Arbitrary<Json> {
  const { pattern, maximum = 60 } = boundsOf(schema);
  if (pattern !== undefined) return fc.stringMatching(pattern);
  const plain = fc.string({ unit: fc.constantFrom(...'aăâbđêơư 01-.@'), maxLength: maximum });
  return fc.oneof({ arbitrary: plain, weight: 3 }, { arbitrary: oddText, weight: 1 });
}
