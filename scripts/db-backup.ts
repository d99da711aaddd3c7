import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { copyDatabase, putInPlace } from '../server/database/sqlite/copy-file.ts';
import { checkCopy, filesOf, making, Problem, runProgram, sizeOf } from './db-copy.ts';

/**
 * Copies the SQLite file of the settings while the server runs, checks the copy, and only then puts it in its place:
 * `npm run db:backup -- --to backup.sqlite`.
 */
await runProgram(async () => {
  const { database, other: to } = filesOf('to');
  if (!existsSync(database))
    throw new Problem(`There is no database at ${database} (DATABASE_PATH).`);
  if (existsSync(to) && realpathSync(to) === realpathSync(database)) {
    throw new Problem(`${to} is the database itself.`);
  }
  const copy = `${resolve(to)}.${process.pid}.partial`;
  await making(copy, async () => {
    await copyDatabase(database, copy);
    await checkCopy(copy);
    putInPlace(copy, to);
  });
  console.info(`${to}: ${sizeOf(to)}. It is whole, and all money adds up.`);
});
