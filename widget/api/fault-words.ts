import type { Fault } from './fault.ts';
import { faultText } from './fault-text.ts';
import { type FormSignIn, saysAll } from './sign-in.ts';

/**
 * Loads the texts for a fault: most faults' come with the first one. A failure means that the connection has been lost
 * since, as {@link sayFault} then reports.
 */
export async function loadFaultWords(signIn: FormSignIn, { code }: Fault): Promise<void> {
  if (code !== 'OFFLINE' && !signIn.hasAllTexts()) await signIn.loadAllTexts().catch(() => {});
}

/** A fault in words, as far as its texts are loaded. */
export function sayFault(signIn: FormSignIn, fault: Fault): string {
  if (saysAll(signIn)) return faultText(signIn.t, fault);
  const { t } = signIn;
  return fault.code === 'RELEASE_REPLACED' ? t('fault.RELEASE_REPLACED') : t('offline');
}
