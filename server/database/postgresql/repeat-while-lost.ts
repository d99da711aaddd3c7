import { backOff, PATIENCE_MS } from './back-off.ts';
import { isConnectionLost } from './connection-errors.ts';

/**
 * Runs a work of one statement again while its connection is lost, as with reads.
 *
 * @param work may run twice without harm: the lost part may be only the answer
 */
export async function repeatWhileLost<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + PATIENCE_MS;
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionLost(error) || performance.now() > end) throw error;
    }
    await backOff(tries);
  }
}
