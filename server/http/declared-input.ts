import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type * as z from 'zod/mini';
import { DomainError } from '../foundation/domain-error.ts';
import { fieldProblemsOf } from './trpc.ts';

/** The source of a route's input, and its schema. */
export interface DeclaredInput {
  from: 'body' | 'query';
  schema: z.ZodMiniType;
}

const declared = new WeakMap<object, DeclaredInput>();

/** The input that a handler of the route table declares; undefined for the others. */
export function declaredInputOf(handler: object): DeclaredInput | undefined {
  return declared.get(handler);
}

/**
 * Reads the JSON body into `c.var.body`.
 *
 * @throws DomainError INVALID_INPUT with the fields
 */
export function bodyOf<Schema extends z.ZodMiniType>(schema: Schema) {
  return inputOf('body', schema, (c) =>
    c.req.json().catch(() => {
      throw new DomainError('INVALID_INPUT');
    }),
  ) as MiddlewareHandler<{ Variables: { body: z.output<Schema> } }>;
}

/**
 * Reads the query into `c.var.query`.
 *
 * @throws DomainError INVALID_INPUT with the fields
 */
export function queryOf<Schema extends z.ZodMiniType>(schema: Schema) {
  return inputOf('query', schema, (c) => c.req.query()) as MiddlewareHandler<{
    Variables: { query: z.output<Schema> };
  }>;
}

export function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new DomainError('INVALID_INPUT', { fieldProblems: fieldProblemsOf(result.error) });
}

function inputOf(
  from: DeclaredInput['from'],
  schema: z.ZodMiniType,
  read: (c: HonoContext) => unknown,
): MiddlewareHandler {
  const middleware: MiddlewareHandler = async (c, next) => {
    c.set(from, parse(schema, await read(c)));
    await next();
  };
  declared.set(middleware, { from, schema });
  return middleware;
}
