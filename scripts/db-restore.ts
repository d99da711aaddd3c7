import { existsSync, realpathSync } from 'node:fs';
import { ClaimedFile, claimFile } from '../server/database/sqlite/claim-file.ts';
import { copyDatabase, keepFormer, putInPlace } from '../server/database/sqlite/copy-file.ts';
import { checkCopy, filesOf, making, Problem, runProgram } from './db-copy.ts';

/**
 * Puts a checked copy of a backup in the place of the SQLite file of the settings, while no server has it; the former
 * file is kept: `npm run db:restore -- --from backup.sqlite`.
 */
await runProgram(async () => {
  const { database, other: from } = filesOf('from');
  if (!existsSync(from)) throw new Problem(`There is no backup at ${from}.`);
  if (existsSync(database) && realpathSync(from) === realpathSync(database)) {
    throw new Problem(`${from} is the database itself.`);
  }
  // A remaining -wal would be taken for the copy's.
  const isThere = existsSync(database) || existsSync(`${database}-wal`);
  const release = await claimFile(database, { patienceMs: 0 }).catch((error: unknown) => {
    if (!(error instanceof ClaimedFile)) throw error;
    throw new Problem(`A server has the database ${database}: stop it first.`);
  });
  const place = realpathSync(database);
  const copy = `${place}.${process.pid}.partial`;
  const former = `${place}.before-${new Date().toISOString().replaceAll(/[-:]|\..*/g, '')}`;
  try {
    await making(copy, async () => {
      await copyDatabase(from, copy);
      await checkCopy(copy);
      if (isThere) keepFormer(place, former);
      putInPlace(copy, place);
    });
  } finally {
    release();
  }
  console.info(`${from} is in the place of ${database}. All money adds up.`);
  if (isThere) console.info(`The former database is ${former}.`);
});
