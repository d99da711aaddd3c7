import { parseArgs } from 'node:util';
import { openDatabase } from '../server/database/open.ts';
import { addPortal } from '../server/portals/add-portal.ts';

const USAGE = `Registers a portal, or changes the one with this id.

  npm run portal:add -- --id my-portal --name "My portal" --origin https://portal.example

--origin may stand several times. The secret that signs session tokens and the API key come from the
environment: PORTAL_SECRET and PORTAL_API_KEY (at least 32 characters each; \`openssl rand -base64 32\`).
The database is DATABASE_PATH (./data/renewal.sqlite).`;

const { values } = parseArgs({
  options: {
    id: { type: 'string' },
    name: { type: 'string' },
    origin: { type: 'string', multiple: true },
  },
});
const { PORTAL_SECRET, PORTAL_API_KEY, DATABASE_PATH = './data/renewal.sqlite' } = process.env;
if (!values.id || !values.name || !values.origin || !PORTAL_SECRET || !PORTAL_API_KEY) {
  console.error(USAGE);
  process.exit(1);
}
const db = await openDatabase(DATABASE_PATH);
await addPortal(db, {
  id: values.id,
  name: values.name,
  origins: values.origin,
  secret: PORTAL_SECRET,
  apiKey: PORTAL_API_KEY,
});
await db.destroy();
console.info(`Portal ${values.id} is registered.`);
