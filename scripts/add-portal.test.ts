import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDatabase } from '../server/database/connect/open.ts';

const PORTAL = ['--id', 'my-portal', '--name', 'My portal', '--origin', 'https://portal.example'];
const WEBHOOK = ['--webhook', 'https://portal.example/hooks/renewal'];
const SECRETS = {
  PORTAL_SECRET: 'a-portal-secret-of-more-than-32-characters',
  PORTAL_API_KEY: 'an-api-key-of-more-than-32-characters-long',
  PORTAL_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
};

describe('npm run portal:add', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portal-'));
  });
  after(() => rm(folder, { recursive: true }));

  const databasePath = () => join(folder, 'renewal.sqlite');
  function run(args: readonly string[], env: Partial<typeof SECRETS> = {}) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/add-portal.ts', ...args],
      {
        env: { ...process.env, DATABASE_PATH: databasePath(), ...SECRETS, ...env },
        encoding: 'utf8',
      },
    );
    return { status, stdout, stderr };
  }
  async function registered() {
    const db = await openDatabase(databasePath());
    const portals = await db.selectFrom('portals').selectAll().execute();
    await db.destroy();
    return portals;
  }

  it('portal:add registers a portal, and changes it when run again', async () => {
    assert.match(run(PORTAL).stdout, /is sent no events/);
    assert.match(run([...PORTAL, ...WEBHOOK]).stdout, /Its events go to https:/);
    const again = run([...PORTAL, '--name', 'Another name', '--origin', 'http://localhost:3000']);
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /Its events go to https:/, 'events go on');
    const [portal, ...others] = await registered();
    assert.deepEqual(others, []);
    assert.equal(portal?.name, 'Another name');
    assert.equal(portal?.origins, '["https://portal.example","http://localhost:3000"]');
    assert.equal(portal?.webhook_secret, SECRETS.PORTAL_WEBHOOK_SECRET);
    assert.match(run([...PORTAL, '--no-webhook']).stdout, /is sent no events/);
    const [silenced] = await registered();
    assert.equal(silenced?.webhook_url, null);
    assert.equal(silenced?.webhook_secret, null);
  });

  it('portal:add reports a wrong argument, and changes nothing', async () => {
    run(PORTAL);
    const held = await registered();
    const wrong: [RegExp, string[], Partial<typeof SECRETS>?][] = [
      [/^Missing: --id, --name, --origin\.\n/, []],
      [/^Missing: PORTAL_SECRET\.\n/, PORTAL, { PORTAL_SECRET: '' }],
      [
        /^Missing: PORTAL_WEBHOOK_SECRET\.\n/,
        [...PORTAL, ...WEBHOOK],
        { PORTAL_WEBHOOK_SECRET: '' },
      ],
      [/^Unknown option '--help'\.\n\nRegisters a portal/, ['--help']],
      [/^Unknown option '--orgin'\.\n/, [...PORTAL, '--orgin', 'https://portal.example']],
      [/^Give --webhook or --no-webhook/, [...PORTAL, ...WEBHOOK, '--no-webhook']],
      [/^The secret needs at least 32 characters\.\n$/, PORTAL, { PORTAL_SECRET: 'short' }],
      [/^The API key needs 32 to 200 .*\n$/, PORTAL, { PORTAL_API_KEY: 'short' }],
      [/^The API key needs 32 to 200 .*\n$/, PORTAL, { PORTAL_API_KEY: 'a b'.repeat(20) }],
      [/^The API key is that of portal my-portal\.\n$/, ['--id', 'other', ...PORTAL.slice(2)]],
      [/^https:\/\/b\.example\/ is no origin.*\n$/, [...PORTAL, '--origin', 'https://b.example/']],
      [/^http:\/\/b\.example is no https URL.*\n$/, [...PORTAL, '--webhook', 'http://b.example']],
      [
        /^The webhook secret is whsec_ and Base64 of 24 to 64 bytes\.\n$/,
        [...PORTAL, ...WEBHOOK],
        { PORTAL_WEBHOOK_SECRET: 'a-secret-of-more-than-32-characters' },
      ],
    ];
    for (const [said, args, env] of wrong) {
      const { status, stderr } = run(args, env);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /^ +at /m);
      assert.equal(status, 2, stderr);
    }
    assert.deepEqual(await registered(), held);
  });
});
