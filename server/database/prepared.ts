import type { Compilable, CompiledQuery } from 'kysely';
import { type Engine, engineOf } from './by-engine.ts';
import type { Reader } from './db.ts';
import { keepStatement } from './kept-statements.ts';

/** The place of a value in a statement that is compiled before there are values. */
class Place {
  readonly #name: string;
  readonly #convert: (value: unknown) => unknown;

  constructor(name: string, convert: (value: unknown) => unknown = (value) => value) {
    this.#name = name;
    this.#convert = convert;
  }

  valueIn(values: object): unknown {
    return this.#convert((values as Record<string, unknown>)[this.#name]);
  }

  converted(convert: (value: unknown) => unknown): Place {
    return new Place(this.#name, convert);
  }
}

/**
 * A query that is built and compiled once, and run with other values each time: for the queries of small orders, whose
 * building is more work than the database's own.
 *
 * @param build uses the values as they are, without looking at them
 */
export function prepared<Values extends object, Row>(
  build: (reader: Reader, values: Values) => Compilable<Row>,
): (reader: Reader, values: Values) => Promise<Row[]> {
  const compiled: Partial<Record<Engine, CompiledQuery<Row>>> = {};
  const compileFor = (reader: Reader): CompiledQuery<Row> => {
    const query = build(reader, places()).compile();
    keepStatement(query.sql);
    return query;
  };
  const queryFor = (reader: Reader): CompiledQuery<Row> => {
    // A plugin may change the query.
    if (reader.getExecutor().plugins.length > 0) return compileFor(reader);
    const engine = engineOf(reader);
    compiled[engine] ??= compileFor(reader);
    return compiled[engine];
  };
  return async (reader, values) => {
    const query = queryFor(reader);
    const parameters = query.parameters.map((each) =>
      each instanceof Place ? each.valueIn(values) : each,
    );
    const { rows } = await reader.executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

/** A value, or its place, converted. */
export function converted<Value, Result>(value: Value, convert: (value: Value) => Result): Result {
  if (!(value instanceof Place)) return convert(value);
  return value.converted(convert as (value: unknown) => unknown) as Result;
}

/** An object that has a place for each of its properties. */
function places<Values extends object>(): Values {
  return new Proxy({} as Values, {
    get: (_, name) => new Place(String(name)),
  });
}
