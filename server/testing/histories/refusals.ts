/** Whether the product did it; false where it refused. */
export async function isDone(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => true,
    (error: unknown) => ignoreRefusal(error) ?? false,
  );
}

/** The product may refuse a step; any other error is a fault. */
export function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof Error) || error.name !== 'DomainError') throw error;
}
