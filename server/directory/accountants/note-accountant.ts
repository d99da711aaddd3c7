import type { Locale } from '../../../shared/schemas/common.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { type Accountant, readAccountant } from './read-accountants.ts';
import { newAccountant, writeAccountant } from './write-accountant.ts';

/** Pause after a noted sign-in in which another one changes nothing, in milliseconds. */
const PAUSE_MS = DAY_MS;

/**
 * Notes who works for a firm, as the sign-in token names them, so that the firm can be reached when nobody is signed in.
 * Signing in never fails because of it.
 *
 * @param locale the language of the person's screen; by default as noted before
 */
export async function noteAccountant(
  context: Context,
  actor: Actor,
  locale: Locale | undefined,
): Promise<void> {
  try {
    const known = await readAccountant(context.db, actor);
    if (known && isPresent(known, actor, locale, context.now())) return;
    await inTransaction(context, async ({ tx, now }) => {
      const row = (await readAccountant(tx, actor)) ?? newAccountant(actor, now());
      const { name, email } = actor;
      const seen = { name, email, locale: locale ?? row.locale, seen_at: now() };
      await writeAccountant(tx, { ...row, ...seen });
    });
  } catch (error) {
    context.log('accountant.not_noted', { error: String(error) });
  }
}

function isPresent(
  known: Accountant,
  { name, email }: Actor,
  locale: Locale | undefined,
  now: number,
): boolean {
  const isSame =
    known.name === name && known.email === email && known.locale === (locale ?? known.locale);
  // The clock may have been set back.
  return isSame && Math.abs(now - known.seen_at) < PAUSE_MS;
}
