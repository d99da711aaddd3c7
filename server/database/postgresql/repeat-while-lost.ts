import { backOff, PATIENCE_MS } from './back-off.ts';
import { isConnectionLost } from './connection-errors.ts';

/**
 * Runs work of one statement, anew while its connection is lost, as reads are.
 *
 * @param work does no harm where it is done twice: the answer to the first may be what was lost
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
