const DEFAULT_PATH = './data/renewal.sqlite';

/** The database that the environment names: `postgres://…`, or the path of an SQLite file. */
export function databaseAddress(env: {
  DATABASE_URL?: string | undefined;
  DATABASE_PATH?: string | undefined;
}): string {
  return env.DATABASE_URL || env.DATABASE_PATH || DEFAULT_PATH;
}

/** Whether a database's address is PostgreSQL's; any other is the path of an SQLite file. */
export function isPostgresql(address: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(address);
}

/** A database as messages may name it: without the user and the password. */
export function databaseName(address: string): string {
  if (!isPostgresql(address)) return address;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
