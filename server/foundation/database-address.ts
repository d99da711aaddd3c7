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

/** A libpq URL with several hosts, as one URL for each; a URL with one host, as it is. */
export function addressesIn(url: string): string[] {
  const [, before = '', hosts = '', after = ''] =
    /^(\w+:\/\/(?:[^@/?]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  return hosts.includes(',') ? hosts.split(',').map((host) => before + host + after) : [url];
}

/** A database's name in messages: without user and password. */
export function databaseName(address: string): string {
  if (!isPostgresql(address)) return address;
  const urls = addressesIn(address).map((url) => new URL(url));
  const [{ protocol, pathname }] = urls as [URL];
  return `${protocol}//${urls.map(({ host }) => host).join()}${pathname}`;
}
