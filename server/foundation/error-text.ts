/** What was thrown, as a text; not everything that is thrown is an Error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
