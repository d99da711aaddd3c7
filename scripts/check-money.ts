import { existsSync } from 'node:fs';
import { openDatabaseOrExit } from '../server/database/open.ts';
import { checkMoney } from '../server/payments/settlement/check-money.ts';

const path = process.env.DATABASE_PATH ?? './data/renewal.sqlite';
// Opening would make a missing file, and in an empty one all money adds up.
if (!existsSync(path)) {
  console.error(`There is no database at ${path} (DATABASE_PATH).`);
  process.exit(2);
}
const db = await openDatabaseOrExit(path);
const faults = await checkMoney(db);
await db.destroy();
for (const fault of faults) console.error(`${fault.kind} ${fault.id}`);
console.info(faults.length === 0 ? 'All money adds up.' : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
