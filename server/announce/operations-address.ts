import type { Context } from '../context/context.ts';
import type { MailAddress } from './outbox/job.ts';

/** The address for mails to the vendor's operations; null: none. */
export function operationsAddress({ config }: Pick<Context, 'config'>): MailAddress | null {
  return config.operationsEmail === null ? null : { name: '', email: config.operationsEmail };
}
