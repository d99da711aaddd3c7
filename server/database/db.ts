import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** For reading: works on the database and inside a transaction alike. */
export type Reader = Db | Tx;
