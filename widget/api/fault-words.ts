import { type Fault, faultText } from './fault.ts';
import { type FormSession, saysAll } from './session.ts';

/**
 * Loads the words for a fault: those of most come with the first one. Where they don't, the connection has been lost
 * since, and {@link sayFault} says that.
 */
export async function loadFaultWords(session: FormSession, { code }: Fault): Promise<void> {
  if (code !== 'OFFLINE' && !session.hasAllTexts()) await session.loadAllTexts().catch(() => {});
}

/** A fault in words, as far as they are loaded. */
export function sayFault(session: FormSession, fault: Fault): string {
  if (saysAll(session)) return faultText(session.t, fault);
  const { t } = session;
  return fault.code === 'RELEASE_REPLACED' ? t('fault.RELEASE_REPLACED') : t('offline');
}
