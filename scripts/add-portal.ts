import { parseArgs } from 'node:util';
import { openDatabaseOrExit } from '../server/database/connect/open.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import { databaseAddress } from '../server/foundation/database-address.ts';
import { argumentProblem } from './argument-problem.ts';

const USAGE = `Registers a portal, or changes the one with this id.

  npm run portal:add -- --id my-portal --name "My portal" --origin https://portal.example

--origin may be given several times. The secret that signs sign-in tokens and the API key come from the
environment: PORTAL_SECRET and PORTAL_API_KEY (at least 32 characters each; \`openssl rand -base64 32\`).
With --webhook https://portal.example/hooks/renewal, events go there, signed by Standard Webhooks with
PORTAL_WEBHOOK_SECRET (\`echo "whsec_$(openssl rand -base64 32)"\`).
Run again with the same id, it replaces name, origins, secret and API key; events keep their address,
unless --webhook gives another, or --no-webhook ends them.
The database is DATABASE_URL (postgres://…), or else DATABASE_PATH (./data/renewal.sqlite).`;

const options = readOptions();
const {
  PORTAL_SECRET: secret = '',
  PORTAL_API_KEY: apiKey = '',
  PORTAL_WEBHOOK_SECRET: webhookSecret = '',
} = process.env;
const { id = '', name = '', origin: origins = [] } = options;
const missing = Object.entries({
  '--id': id,
  '--name': name,
  '--origin': origins.length > 0,
  PORTAL_SECRET: secret,
  PORTAL_API_KEY: apiKey,
  PORTAL_WEBHOOK_SECRET: options.webhook === undefined || webhookSecret,
}).flatMap(([what, given]) => (given ? [] : what));
if (missing.length > 0) fail(`Missing: ${missing.join(', ')}.\n\n${USAGE}`);
if (options.webhook !== undefined && options['no-webhook']) {
  fail('Give --webhook or --no-webhook, not both.');
}

const db = await openDatabaseOrExit(databaseAddress(process.env));
const { webhookUrl } = await addPortal(db, {
  id,
  name,
  origins,
  secret,
  apiKey,
  webhook: webhookOf(options),
}).catch(failIfGivenWrong);
await db.destroy();
console.info(
  `Portal ${id} is registered. ${webhookUrl ? `Its events go to ${webhookUrl}.` : 'It is sent no events.'}`,
);

function readOptions() {
  try {
    return parseArgs({
      options: {
        id: { type: 'string' },
        name: { type: 'string' },
        origin: { type: 'string', multiple: true },
        webhook: { type: 'string' },
        'no-webhook': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(`${argumentProblem(error)}\n\n${USAGE}`);
  }
}

function webhookOf({ webhook, 'no-webhook': none }: ReturnType<typeof readOptions>) {
  if (none) return null;
  return webhook === undefined ? undefined : { url: webhook, secret: webhookSecret };
}

function failIfGivenWrong(error: unknown): never {
  if (error instanceof RangeError) return fail(`${error.message}.`);
  throw error;
}

function fail(text: string): never {
  console.error(text);
  process.exit(2);
}
