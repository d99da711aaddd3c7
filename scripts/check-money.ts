import { existsSync } from 'node:fs';
import { openDatabaseOrExit } from '../server/database/connect/open.ts';
import { databaseAddress, isPostgresql } from '../server/foundation/database-address.ts';
import { checkMoney } from '../server/payments/settlement/check-money.ts';

const address = databaseAddress(process.env);
// Opening would create a missing file, and an empty database's money always adds up.
if (!isPostgresql(address) && !existsSync(address)) {
  console.error(`There is no database at ${address} (DATABASE_PATH).`);
  process.exit(2);
}
const db = await openDatabaseOrExit(address);
const faults = await checkMoney(db);
await db.destroy();
for (const fault of faults) console.error(`${fault.kind} ${fault.id}`);
console.info(faults.length === 0 ? 'All money adds up.' : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
