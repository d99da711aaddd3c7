import { askForToken } from './ask-for-token.ts';

/**
 * The first token of a session. A host may put another function in place of one that has not answered: that one
 * is asked, too, and who answers first gives the token. (A framework that sets a new function at every render
 * would else never get to an end.)
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
