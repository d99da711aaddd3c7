import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { readSettings, serverEnvironment } from './settings.ts';

describe('the demo’s settings', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'demo-settings-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('the demo’s settings are made once', () => {
    const { secrets } = readSettings({ DATA_DIR: dataDir });
    assert.deepEqual(readSettings({ DATA_DIR: dataDir }).secrets, secrets);
    assert.equal(new Set(Object.values(secrets)).size, Object.keys(secrets).length);
  });

  it('the demo’s settings add missing secrets to those of an earlier version, and keep the rest', () => {
    const file = join(dataDir, 'demo.json');
    const kept = { linkSecret: 'a-link-secret', sepayApiKey: 'a-sepay-key', unknown: 'left alone' };
    writeFileSync(file, JSON.stringify(kept));
    const { secrets } = readSettings({ DATA_DIR: dataDir });
    assert.equal(secrets.linkSecret, 'a-link-secret');
    assert.equal(secrets.sepayApiKey, 'a-sepay-key');
    assert.ok(secrets.momoSecretKey.length > 30);
    const written = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual(written, { ...kept, ...secrets });
  });

  it('the demo’s settings can have a single reporter of the bank’s transfers', () => {
    const names = (reporter: string) =>
      Object.keys(
        serverEnvironment(readSettings({ DATA_DIR: dataDir, BANK_REPORTER: reporter })),
      ).filter((name) => /^(SEPAY|CASSO)_(API_KEY|WEBHOOK_SECRET|SECRET)$/.test(name));
    assert.deepEqual(names('sepay'), ['SEPAY_API_KEY']);
    assert.deepEqual(names('sepay-hmac'), ['SEPAY_WEBHOOK_SECRET']);
    assert.deepEqual(names('casso').sort(), ['CASSO_API_KEY', 'CASSO_SECRET']);
    assert.throws(() => names('somebody'), /BANK_REPORTER is one of/);
  });
});
