import { copyFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openDatabase } from '../server/database/connect/open.ts';
import { unusableBecause } from '../server/database/database-errors.ts';
import { checkWhole, removeCopy } from '../server/database/sqlite/copy-file.ts';
import { databaseAddress, isPostgresql } from '../server/foundation/database-address.ts';
import { checkMoney } from '../server/payments/settlement/check-money.ts';
import { argumentProblem } from './argument-problem.ts';

/** A problem for the person who runs the program: one line, exit code 2. */
export class Problem extends Error {}

/** The SQLite file of the settings, and the file that the one option names. */
export function filesOf(option: 'to' | 'from'): { database: string; other: string } {
  const other = optionOf(option);
  if (other === undefined) throw new Problem(`Name the backup: --${option} FILE`);
  const database = databaseAddress(process.env);
  if (isPostgresql(database)) {
    throw new Problem('The database is PostgreSQL: use its own tools, pg_dump and pg_restore.');
  }
  return { database, other };
}

function optionOf(option: string): string | undefined {
  try {
    const { values } = parseArgs({ options: { [option]: { type: 'string' } } });
    return values[option] as string | undefined;
  } catch (error) {
    throw new Problem(argumentProblem(error));
  }
}

/**
 * Checks a copy: that SQLite finds it whole, and that its money adds up. The check needs the newest schema, so it is
 * made on a second copy that is upgraded: a backup from before an upgrade stays as it is.
 */
export async function checkCopy(path: string): Promise<void> {
  checkWhole(path);
  const upgraded = `${path}-check`;
  try {
    copyFileSync(path, upgraded);
    const db = await openDatabase(upgraded);
    const faults = await checkMoney(db).finally(() => db.destroy());
    const [fault] = faults;
    if (fault === undefined) return;
    throw new Problem(
      `The money in it does not add up: ${faults.length} faults, such as ${fault.kind} ${fault.id}. Look at them with DATABASE_PATH=${path} npm run check:money.`,
    );
  } finally {
    removeCopy(upgraded);
  }
}

/** Makes a file beside its place, and leaves nothing when that fails or is stopped. */
export async function making(path: string, work: () => Promise<void>): Promise<void> {
  const leave = () => {
    removeCopy(path);
    removeCopy(`${path}-check`);
  };
  const stopped = () => {
    leave();
    process.exit(130);
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  try {
    await work();
  } finally {
    leave();
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
  }
}

export function sizeOf(path: string): string {
  return `${(statSync(path).size / 1_048_576).toFixed(1)} MB`;
}

/** Runs the program; an error that the person can mend is one line. */
export async function runProgram(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const database = databaseAddress(process.env);
    const known = error instanceof Problem ? error : unusableBecause(database, error);
    if (known === undefined) throw error;
    console.error(known.message);
    process.exitCode = 2;
  }
}
