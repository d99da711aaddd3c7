import { once } from 'node:events';
import { openDatabase } from '../database/connect/open.ts';

/** A process that opens a database on a signal, for tests that start several at once or kill them. */
const [path = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const db = await openDatabase(path);
process.stdout.write('open\n');
await db.destroy();
