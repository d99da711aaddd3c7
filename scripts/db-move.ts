import { parseArgs } from 'node:util';
import { unusableBecause } from '../server/database/database-errors.ts';
import { isPostgresql } from '../server/foundation/database-address.ts';
import { argumentProblem } from './argument-problem.ts';
import { Problem } from './db-copy.ts';
import { moveDatabase } from './moving/move-database.ts';
import { openSource, type SourceFile } from './moving/source-file.ts';

const USAGE =
  'npm run db:move -- --from renewal.sqlite --to postgres://user:password@host:5432/name (or DATABASE_URL)';

/** Copies a stopped installation from an SQLite file into an empty PostgreSQL database; the file stays as it is. */
try {
  const { from, to } = readOptions();
  const source = await opened(from);
  try {
    await move(source, from, to);
  } finally {
    source.close();
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function opened(from: string): Promise<SourceFile> {
  try {
    return await openSource(from);
  } catch (error) {
    throw problemOf(from, error);
  }
}

async function move(source: SourceFile, from: string, to: string): Promise<void> {
  const count = new Intl.NumberFormat('en');
  const say = (table: string, rows: number) => console.info(`${table}: ${count.format(rows)}`);
  const moved = await moveDatabase(source, to, say).catch((error: unknown) => {
    throw problemOf(to, error);
  });
  const what = `${count.format(moved.rows)} rows of ${moved.tables} tables`;
  console.info(
    moved.wasThere
      ? `${from} had been moved before: the target has its ${what}, each as in the file.`
      : `${what} are moved: counts and digests agree, and all money adds up. Start the server with DATABASE_URL in the place of DATABASE_PATH; ${from} is as it was.`,
  );
}

function problemOf(address: string, error: unknown): unknown {
  const unusable = unusableBecause(address, error);
  return unusable === undefined ? error : new Problem(unusable.message);
}

function readOptions(): { from: string; to: string } {
  const { from, to } = parsed();
  if (from === undefined || to === undefined || to === '') throw new Problem(USAGE);
  if (isPostgresql(from)) throw new Problem(`--from is the path of an SQLite file. ${USAGE}`);
  if (!isPostgresql(to) || !URL.canParse(to)) {
    throw new Problem(`--to is a postgres:// URL. ${USAGE}`);
  }
  return { from, to };
}

function parsed() {
  try {
    const { from, to = process.env.DATABASE_URL } = parseArgs({
      options: { from: { type: 'string' }, to: { type: 'string' } },
    }).values;
    return { from, to };
  } catch (error) {
    throw new Problem(`${argumentProblem(error)} ${USAGE}`);
  }
}
