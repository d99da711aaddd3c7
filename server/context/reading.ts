import type { Context } from './context.ts';

/**
 * Runs a use case that only reads: on a replica, if one has everything that was written before.
 *
 * @param useCase gets a context of its own; it may run twice
 */
export async function reading<Result>(
  context: Context,
  useCase: (context: Context) => Promise<Result>,
): Promise<Result> {
  const { replica } = context;
  if (replica === undefined) return await useCase(context);
  return await replica.read((db) => useCase({ ...context, db }));
}
