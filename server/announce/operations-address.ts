import type { Context } from '../context/context.ts';
import type { MailAddress } from './outbox/job.ts';

/** Where the vendor's operations are told of what waits for a person; null: nowhere. */
export function operationsAddress({ config }: Pick<Context, 'config'>): MailAddress | null {
  return config.operationsEmail === null ? null : { name: '', email: config.operationsEmail };
}
