import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { engineOf } from '../database/by-engine.ts';
import { openDatabase } from '../database/connect/open.ts';
import type { Db } from '../database/db.ts';
import { startPostgresql } from './database/postgresql-server.ts';

/** The engine that the tests run on: `TEST_DATABASE=postgresql`, or SQLite. */
export const ENGINE = process.env.TEST_DATABASE === 'postgresql' ? 'postgresql' : 'sqlite';

/** Option of a test about SQLite's file, or about its plans. */
export const SQLITE_ALONE = { skip: ENGINE !== 'sqlite' && 'it is about SQLite' };

export interface TestDatabase {
  /** The database's address, as in DATABASE_URL or DATABASE_PATH. */
  address: string;
  remove(): Promise<void>;
}

/** A database of a test's own, with the newest schema, or on SQLite, outside a whole run, not yet made. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  return ENGINE === 'postgresql' ? await makePostgresql() : await makeSqlite();
}

/** Turns off waiting for the disk, where a test is not about it; the tests' own PostgreSQL never waits. */
export async function spareDisk(db: Db): Promise<void> {
  if (engineOf(db) === 'sqlite') await sql`pragma synchronous = off`.execute(db);
}

/** The setting that names a database. */
export function databaseSetting(address: string): Record<string, string> {
  return ENGINE === 'postgresql' ? { DATABASE_URL: address } : { DATABASE_PATH: address };
}

async function makeSqlite(): Promise<TestDatabase> {
  const { TEST_SQLITE_TEMPLATE: template } = process.env;
  const database = await emptySqlite();
  if (template) await copyFile(template, database.address);
  return database;
}

async function emptySqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'renewal-'));
  return {
    address: join(folder, 'test.sqlite'),
    // A thread that checks money may open the file meanwhile, which lays others beside it.
    remove: () => rm(folder, { recursive: true, maxRetries: 10 }),
  };
}

/** An SQLite file with the newest schema: named in TEST_SQLITE_TEMPLATE, test processes copy it. */
export async function makeSqliteTemplate(): Promise<TestDatabase> {
  const database = await emptySqlite();
  await (await openDatabase(database.address)).destroy();
  return database;
}

async function makePostgresql(): Promise<TestDatabase> {
  return await copyOf(await templateDatabase());
}

/** An empty PostgreSQL database, without a schema. */
export async function makeEmptyPostgresql(): Promise<TestDatabase> {
  return await copyOf('template0');
}

async function copyOf(template: string): Promise<TestDatabase> {
  await serverUrl();
  const name = `renewal_test_${randomUUID().replaceAll('-', '')}`;
  // A third of the work of writing each page of it to the log, as by default.
  await asAdministrator(`create database ${name} template ${template} strategy file_copy`);
  return {
    address: urlOf(name),
    // With the connections of processes that were killed.
    remove: () => asAdministrator(`drop database ${name} with (force)`),
  };
}

let started: Promise<string> | undefined;
let administrator = '';

/** The server in TEST_DATABASE_URL, or one of this process's own. */
async function serverUrl(): Promise<string> {
  started ??= (async () => {
    administrator = process.env.TEST_DATABASE_URL ?? (await startPostgresql()).url;
    return administrator;
  })();
  return await started;
}

let template: Promise<string> | undefined;

/** Made once for all test processes of a run: TEST_DATABASE_TEMPLATE names it; or for this one alone. */
async function templateDatabase(): Promise<string> {
  await serverUrl();
  template ??= process.env.TEST_DATABASE_TEMPLATE
    ? Promise.resolve(process.env.TEST_DATABASE_TEMPLATE)
    : makeTemplate().then(({ name }) => name);
  return await template;
}

/** A database with the newest schema, from which others are copied. */
export async function makeTemplate(): Promise<{ name: string; remove(): Promise<void> }> {
  const { address, remove } = await makeEmptyPostgresql();
  await (await openDatabase(address)).destroy();
  return { name: new URL(address).pathname.slice(1), remove };
}

function urlOf(name: string): string {
  const url = new URL(administrator);
  url.pathname = `/${name}`;
  return url.href;
}

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: administrator });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
