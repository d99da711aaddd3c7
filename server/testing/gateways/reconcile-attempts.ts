import type { Context } from '../../context/context.ts';
import {
  expireAttempts,
  giveUpUnasked,
  reconciledMethods,
  reconcileMethod,
} from '../../payments/reconciliation/reconcile-attempts.ts';

/**
 * One round of the server's own work on attempts: each gateway is asked about those that are due, and those whose time
 * is over are closed.
 *
 * @returns the number of attempts asked about
 */
export async function reconcileAttempts(context: Context): Promise<number> {
  const lanes = reconciledMethods(context.config);
  const asked = await Promise.all(lanes.map((method) => reconcileMethod(context, method)));
  await expireAttempts(context);
  await giveUpUnasked(context);
  return asked.reduce((sum, count) => sum + count, 0);
}
