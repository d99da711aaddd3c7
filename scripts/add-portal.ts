import { parseArgs } from 'node:util';
import { openDatabase } from '../server/database/open.ts';
import { addPortal } from '../server/portals/add-portal.ts';

const USAGE = `Registers a portal, or changes the one with this id.

  npm run portal:add -- --id my-portal --name "My portal" --origin https://portal.example

--origin may stand several times. The secret that signs session tokens and the API key come from the
environment: PORTAL_SECRET and PORTAL_API_KEY (at least 32 characters each; \`openssl rand -base64 32\`).
With --webhook https://portal.example/hooks/renewal, events go there, signed by Standard Webhooks with
PORTAL_WEBHOOK_SECRET (\`echo whsec_$(openssl rand -base64 32)\`); without it, none are sent.
The database is DATABASE_PATH (./data/renewal.sqlite).`;

const { values } = parseArgs({
  options: {
    id: { type: 'string' },
    name: { type: 'string' },
    origin: { type: 'string', multiple: true },
    webhook: { type: 'string' },
  },
});
const {
  PORTAL_SECRET,
  PORTAL_API_KEY,
  PORTAL_WEBHOOK_SECRET,
  DATABASE_PATH = './data/renewal.sqlite',
} = process.env;
const webhook =
  values.webhook && PORTAL_WEBHOOK_SECRET
    ? { url: values.webhook, secret: PORTAL_WEBHOOK_SECRET }
    : undefined;
const isHalfWebhook = values.webhook !== undefined && webhook === undefined;
if (
  isHalfWebhook ||
  !values.id ||
  !values.name ||
  !values.origin ||
  !PORTAL_SECRET ||
  !PORTAL_API_KEY
) {
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
  webhook,
});
await db.destroy();
console.info(`Portal ${values.id} is registered.`);
