/** Of the system, and of the server while it ends, starts or has become a replica. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '53300',
  '25006',
  '57P01',
  '57P02',
  '57P03',
]);

/** The driver's own errors, which have no code. */
const MESSAGES =
  /Connection terminated|connection timeout|timeout e(?:xpired|xceeded when trying to connect)|Query read timeout|not queryable|connection error/i;

/**
 * Of a server that has become a replica, before it is asked to write: no snapshot for SERIALIZABLE, and no unlogged
 * table (0A000, which is a fault of ours from elsewhere; messages may be translated).
 */
const OF_A_REPLICA = new Set(['GetSerializableTransactionSnapshot', 'get_relation_info']);

/** Of PgBouncer, when it has lost the server or waits in vain for one. From PostgreSQL itself it is a fault of ours. */
const POOLER_LOST = '08P01';

/**
 * Whether there was no connection, or it was lost, or led to a server that can't be written to just now, or its
 * statements are of an older schema.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isOfOlderSchema(error)) return true;
  const code = 'code' in error ? String(error.code) : '';
  if (code === '0A000') return 'routine' in error && OF_A_REPLICA.has(String(error.routine));
  if (code === POOLER_LOST) return 'severity' in error && error.severity === 'FATAL';
  return CODES.has(code) || (code === '' && MESSAGES.test(error.message));
}

/** Of a kept statement whose columns another process has changed: “cached plan must not change result type”. */
export function isOfOlderSchema(error: unknown): boolean {
  return error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}
