import { openDatabase } from '../server/database/open.ts';
import { checkMoney } from '../server/payments/check-money.ts';

const db = await openDatabase(process.env.DATABASE_PATH ?? './data/renewal.sqlite');
const faults = await checkMoney(db);
await db.destroy();
for (const fault of faults) console.error(`${fault.kind} ${fault.id}`);
console.info(faults.length === 0 ? 'All money adds up.' : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
