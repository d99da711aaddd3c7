import pg from 'pg';
import { errorCode } from '../../foundation/thrown.ts';

/**
 * Codes of the system's network (errno(3), getaddrinfo(3)), and of Node's sockets and TLS over it, except for wrong
 * settings and faults of our code (errors.html).
 */
const OF_THE_NETWORK =
  /^(?:E(?:CONN|HOST|NET|AI_)[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|ENOTCONN|ESHUTDOWN|EADDRNOTAVAIL|EPROTO|ERR_(?:SSL|TLS|STREAM|SOCKET)_(?!(?:CERT|INVALID|BAD)_)\w+)$/;

/**
 * Codes of a server that ends, starts or has become a replica, or that ends a session because it idles, is one too
 * many, or has been in a transaction for too long (errcodes-appendix.html).
 */
const OF_THE_SERVER =
  /^(?:08(?:000|001|003|004|006|007)|53300|25006|25P03|25P04|57P01|57P02|57P03|57P05)$/;

/** Messages of the driver's own errors, which have no code. */
const MESSAGES =
  /Connection terminated|connection timeout|timeout e(?:xpired|xceeded when trying to connect)|Query read timeout|not queryable|connection error/i;

/**
 * Routines that report a server that has become a replica, before it is asked to write: no snapshot for SERIALIZABLE,
 * and no unlogged table (0A000, which is otherwise a fault of ours; messages may be translated).
 */
const OF_A_REPLICA = new Set(['GetSerializableTransactionSnapshot', 'get_relation_info']);

/**
 * PgBouncer's code for a server that it has lost or waits for in vain; from PostgreSQL itself it means a fault of ours.
 */
const POOLER_LOST = '08P01';

/**
 * Whether there was no connection, or it was lost, or led to a server that can't be written to just now, or its
 * statements are of an older schema.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isOfOlderSchema(error)) return true;
  const code = errorCode(error);
  if (code === '0A000') return 'routine' in error && OF_A_REPLICA.has(String(error.routine));
  if (code === POOLER_LOST) return 'severity' in error && error.severity === 'FATAL';
  if (OF_THE_NETWORK.test(code) || OF_THE_SERVER.test(code)) return true;
  return code === '' && MESSAGES.test(error.message);
}

/**
 * Codes of a server that fails, or a session that ends: the commit may have reached the disk (errcodes-appendix.html).
 */
const UNSURE = /^(?:08|53|57P|58|F0|XX|40003)/;

/** Whether an error is the server's own answer that the transaction was not committed. */
export function isRefusedCommit(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || isConnectionLost(error)) return false;
  return (
    error.severity !== 'FATAL' && error.severity !== 'PANIC' && !UNSURE.test(error.code ?? '08')
  );
}

/** Whether another process has changed the columns of a kept statement: “cached plan must not change result type”. */
export function isOfOlderSchema(error: unknown): boolean {
  return error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}
