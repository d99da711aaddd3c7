import { errorCode } from '../foundation/thrown.ts';

/**
 * Problems that keep a database from being opened, by the server's code
 * (postgresql.org/docs/current/errcodes-appendix.html) or the system's.
 */
const PROBLEMS: Record<string, string> = {
  ECONNREFUSED: 'no server listens there',
  ECONNRESET: 'the server has closed the connection',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its host’s name can’t be looked up',
  EHOSTUNREACH: 'its host can’t be reached',
  ENETUNREACH: 'its host can’t be reached',
  ETIMEDOUT: 'its host does not answer',
  ENOENT: 'no server listens there',
  EACCES: 'this user may not use its socket',
  '28000': 'the server does not let this user in',
  '28P01': 'the user’s password is not right',
  '3D000': 'the server has no such database',
  '3F000': 'there is no schema to make tables in',
  '42501':
    'its user may not make tables: make that user the database’s owner, or grant it “create” on the schema',
  '25006': 'it can only be read: is it a replica?',
  '53100': 'the disk is full',
  '53300': 'the server has too many connections',
  '55P03': 'another process has been migrating it for ten minutes',
  '57P01': 'the server is shutting down',
  '57P02': 'the server is recovering from a crash',
  '57P03': 'the server is starting up',
};

/** Problems by the driver's message, for errors without a code. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/timeout (?:expired|exceeded)|connection timeout/i, 'the server does not answer'],
  [/terminated unexpectedly/, 'the server has closed the connection'],
  [/does not support SSL/, 'the server does not speak TLS (sslmode)'],
  [/certificate/i, 'the server’s certificate is not trusted (sslmode, sslrootcert)'],
  [/password must be a string|no password/i, 'the server asks for a password'],
];

/** A failure to open the database in a few words; undefined for any other error. */
export function postgresqlProblem(error: unknown): { problem: string; code: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = errorCode(error);
  const problem = PROBLEMS[code] ?? MESSAGES.find(([pattern]) => pattern.test(error.message))?.[1];
  return problem === undefined ? undefined : { problem, code: code || error.message };
}
