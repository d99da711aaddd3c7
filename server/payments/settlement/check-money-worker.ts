import { parentPort, workerData } from 'node:worker_threads';
import { openReadOnly } from '../../database/connect/open.ts';
import { checkMoney } from './check-money.ts';

/** The money check in a thread of its own: it reads for seconds, in which the server would be unresponsive. */
const db = openReadOnly((workerData as { database: string }).database);
const faults = await checkMoney(db);
await db.destroy();
parentPort?.postMessage(faults);
