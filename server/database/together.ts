/**
 * Results of steps of a transaction that need not wait for each other: PostgreSQL is sent their statements one behind
 * the other. All steps end before this function does: a late one would run in a transaction, or a savepoint, that is
 * over.
 *
 * @throws the first one's error, in the order of the steps
 */
export async function together<Results extends readonly unknown[]>(
  ...steps: { [Index in keyof Results]: Promise<Results[Index]> }
): Promise<Results> {
  const results = await Promise.allSettled(steps);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return (await Promise.all(steps)) as unknown as Results;
}
