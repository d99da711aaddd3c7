import { askForToken } from './ask-for-token.ts';

/**
 * The first token of a sign-in. A host may replace a function that has not answered: the new one is called, too, and
 * the first answer wins. (Otherwise a framework that sets a new function at every render would never succeed.)
 *
 * @param replaced resolves when the host sets another function
 */
export async function firstToken(
  fetchTokenNow: () => unknown,
  replaced: () => Promise<void>,
): Promise<string> {
  const asked: Promise<string>[] = [];
  for (;;) {
    asked.push(askForToken(fetchTokenNow()));
    try {
      const token = await Promise.race([Promise.any(asked), replaced()]);
      if (token !== undefined) return token;
    } catch (error) {
      throw error instanceof AggregateError ? error.errors.at(-1) : error;
    }
  }
}
