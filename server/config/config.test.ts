import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { ConfigError, configWarnings, readConfig } from './config.ts';

const RIGHT = {
  LINK_SECRET: 'x'.repeat(32),
  SMTP_URL: 'smtp://127.0.0.1:25',
  MAIL_FROM: 'Gia hạn <renewal@vendor.example>',
  VNPAY_TMN_CODE: 'TMN12345',
  VNPAY_HASH_SECRET: 'a-secret-of-32-characters-or-so',
  VNPAY_PAY_URL: 'https://pay.example/vpcpay.html',
  VNPAY_API_URL: 'https://pay.example/transaction',
};

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

it('readConfig reads the settings given, and has defaults for the rest', () => {
  const config = readConfig({ ...RIGHT, PORT: '8080', PUBLIC_URL: 'https://renewal.example/' });
  assert.equal(config.port, 8080);
  assert.equal(config.publicUrl, 'https://renewal.example');
  assert.equal(config.bankTransfer, null);
  assert.equal(config.vnpay?.tmnCode, 'TMN12345');
  assert.equal(config.transfersPause, 300_000);
});

it('readConfig reports each missing or wrong value on a line of its own', () => {
  assert.deepEqual(problemsOf({ ...RIGHT, LINK_SECRET: 'short', SMTP_URL: '', PORT: 'http' }), [
    'PORT is not right: a number from 0 to 65535.',
    'LINK_SECRET is not right: at least 32 characters.',
    'SMTP_URL is missing.',
  ]);
});

it('readConfig takes an address to listen at with a database’s URL, which is the default', () => {
  const url = 'postgres://renewal:secret@pooler.example:6432/renewal';
  const listen = 'postgres://renewal:secret@db.example:5432/renewal';
  assert.equal(readConfig(RIGHT).listenUrl, null);
  assert.equal(readConfig({ ...RIGHT, DATABASE_URL: url }).listenUrl, url);
  const both = { ...RIGHT, DATABASE_URL: url, DATABASE_LISTEN_URL: listen };
  assert.equal(readConfig(both).listenUrl, listen);
  assert.deepEqual(problemsOf({ ...RIGHT, DATABASE_LISTEN_URL: listen }), [
    'DATABASE_URL is missing: DATABASE_LISTEN_URL goes with it.',
  ]);
  assert.deepEqual(problemsOf({ ...RIGHT, DATABASE_READ_URL: listen }), [
    'DATABASE_URL is missing: DATABASE_READ_URL goes with it.',
  ]);
  assert.equal(
    readConfig({ ...RIGHT, DATABASE_URL: url, DATABASE_READ_URL: listen }).readUrl,
    listen,
  );
  const several = 'postgres://u@one:5432,two:5432/name';
  assert.equal(readConfig({ ...RIGHT, DATABASE_URL: several }).database, several);
  assert.deepEqual(problemsOf({ ...both, DATABASE_LISTEN_URL: 'x.sqlite' }), [
    'DATABASE_LISTEN_URL is not right: a postgres:// URL.',
  ]);
});

it('readConfig takes the database’s URL or path, and not both', () => {
  const url = 'postgres://renewal:secret@db.example:5432/renewal';
  assert.equal(readConfig(RIGHT).database, './data/renewal.sqlite');
  assert.equal(readConfig({ ...RIGHT, DATABASE_PATH: '/var/x.sqlite' }).database, '/var/x.sqlite');
  assert.equal(readConfig({ ...RIGHT, DATABASE_URL: url }).database, url);
  assert.deepEqual(problemsOf({ ...RIGHT, DATABASE_URL: url, DATABASE_PATH: 'x.sqlite' }), [
    'DATABASE_URL and DATABASE_PATH are both set: keep the one that is meant.',
  ]);
  for (const wrong of ['mysql://db.example/renewal', 'postgres://[', 'renewal.sqlite']) {
    assert.deepEqual(problemsOf({ ...RIGHT, DATABASE_URL: wrong }), [
      'DATABASE_URL is not right: a postgres:// URL.',
    ]);
  }
});

it('readConfig takes the seller as set, and nothing of it without a name', () => {
  const seller = {
    SELLER_NAME: 'Công ty Cổ phần Phần mềm Sổ Vàng',
    SELLER_TAX_CODE: '0312345673',
    SELLER_ADDRESS: '15 Duy Tân, Hà Nội',
  };
  assert.equal(readConfig(RIGHT).seller, null);
  assert.deepEqual(readConfig({ ...RIGHT, ...seller }).seller, {
    name: 'Công ty Cổ phần Phần mềm Sổ Vàng',
    taxCode: '0312345673',
    address: '15 Duy Tân, Hà Nội',
  });
  assert.deepEqual(problemsOf({ ...RIGHT, SELLER_ADDRESS: '15 Duy Tân' }), [
    'SELLER_NAME is missing.',
  ]);
  assert.deepEqual(problemsOf({ ...RIGHT, ...seller, SELLER_TAX_CODE: '0312345670' }), [
    'SELLER_TAX_CODE is not right: a tax code.',
  ]);
});

it('readConfig refuses a gateway with half of its settings, and an empty secret', () => {
  assert.deepEqual(problemsOf({ ...RIGHT, VNPAY_HASH_SECRET: '' }), [
    'VNPAY_HASH_SECRET is missing.',
  ]);
  assert.deepEqual(problemsOf({ ...RIGHT, SEPAY_API_KEY: 'a-key-of-16-chars' }), [
    'BANK_BIN is missing.',
    'BANK_NAME is missing.',
    'BANK_ACCOUNT is missing.',
    'BANK_ACCOUNT_HOLDER is missing.',
  ]);
});

it('readConfig takes a gateway’s secret unchanged, and warns when it is short', () => {
  const bank = {
    BANK_BIN: '970436',
    BANK_NAME: 'Vietcombank',
    BANK_ACCOUNT: '0123456789',
    BANK_ACCOUNT_HOLDER: 'CONG TY',
  };
  const config = readConfig({ ...RIGHT, ...bank, SEPAY_API_KEY: 'short' });
  assert.equal(config.bankTransfer?.sepay?.apiKey, 'short');
  const warnings = configWarnings(config).filter((warning) => /short/.test(warning));
  assert.deepEqual(warnings, ['SEPAY_API_KEY is short: is it the one that the gateway gave you?']);
});

it('readConfig warns of an untrusted proxy in front', () => {
  const warned = (env: Record<string, string>) =>
    configWarnings(readConfig({ ...RIGHT, ...env })).some((text) => text.startsWith('TRUST_PROXY'));
  const PUBLIC_URL = 'https://renewal.example';
  assert.ok(warned({ PUBLIC_URL }));
  assert.ok(!warned({ PUBLIC_URL, TRUST_PROXY: '1' }));
  assert.ok(!warned({ PUBLIC_URL: 'http://127.0.0.1:4100' }));
});

it('readConfig refuses a configuration by which nobody could pay', () => {
  const { LINK_SECRET, SMTP_URL, MAIL_FROM } = RIGHT;
  assert.equal(problemsOf({ LINK_SECRET, SMTP_URL, MAIL_FROM }).length, 1);
});

it('readConfig accepts pauses in whole seconds, of at least a second', () => {
  const right = { ...RIGHT, RECONCILE_AFTER: '5', TRANSFERS_PAUSE: '3' };
  assert.equal(readConfig(right).reconcileAfter, 5_000);
  assert.equal(readConfig(right).transfersPause, 3_000);
  for (const value of ['0', '1.5', 'soon', '86401']) {
    assert.deepEqual(problemsOf({ ...RIGHT, RECONCILE_AFTER: value }), [
      'RECONCILE_AFTER is not right: a whole number of seconds, from 1 to 86400.',
    ]);
  }
});

it('readConfig refuses mail or payments in the clear, unless a setting allows it', () => {
  const mail = (env: Record<string, string>) =>
    problemsOf({ ...RIGHT, SMTP_URL: 'smtp://mail.example:587', ...env });
  assert.match(String(mail({})), /^SMTP_URL is not right: smtp:\/\/ to mail\.example .*SMTP_TLS/);
  const spare = mail({ SMTP_URL: 'smtp://127.0.0.1', SMTP_FALLBACK_URL: 'smtp://spare.example' });
  assert.match(String(spare), /^SMTP_FALLBACK_URL is not right: smtp:\/\/ to spare\.example /);
  assert.deepEqual(mail({ SMTP_TLS: 'starttls' }), []);
  assert.deepEqual(mail({ SMTP_TLS: 'none' }), []);
  assert.deepEqual(mail({ SMTP_URL: 'smtps://mail.example' }), []);
  const smtp = { ...RIGHT, SMTP_URL: 'smtp://mail.example' };
  assert.equal(readConfig({ ...smtp, SMTP_TLS: 'starttls' }).smtpRequiresTls, true);
  for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '[::1]']) {
    assert.deepEqual(mail({ SMTP_URL: `smtp://${host}:25` }), [], host);
  }
  const all = {
    ...RIGHT,
    VNPAY_PAY_URL: 'http://pay.example/vpcpay.html',
    VNPAY_API_URL: 'http://pay.example/transaction',
    MOMO_PARTNER_CODE: 'MOMO',
    MOMO_ACCESS_KEY: 'key',
    MOMO_SECRET_KEY: 'a-momo-secret-of-some-length',
    MOMO_API_URL: 'http://momo.example',
    PAYOS_CLIENT_ID: 'client',
    PAYOS_API_KEY: 'key',
    PAYOS_CHECKSUM_KEY: 'a-checksum-key-of-some-length',
    PAYOS_API_URL: 'http://localhost:1',
  };
  assert.deepEqual(
    problemsOf(all).map((line) => line.split(' ')[0]),
    ['VNPAY_PAY_URL', 'VNPAY_API_URL', 'MOMO_API_URL'],
  );
  assert.deepEqual(problemsOf({ ...all, ALLOW_HTTP_GATEWAYS: '1' }), []);
});

it('readConfig takes a logo of the seller only if it is a small image', () => {
  const logo = join(import.meta.dirname, '../../docs/images/renewal-wizard.png');
  const problem = 'SELLER_LOGO is not right: a PNG, JPEG, WebP or SVG file of at most 64 kB.';
  for (const SELLER_LOGO of ['./missing.png', import.meta.filename, logo]) {
    assert.deepEqual(problemsOf({ ...RIGHT, SELLER_LOGO }), [problem]);
  }
  const small = join(import.meta.dirname, '../../demo/logo.svg');
  assert.equal(readConfig({ ...RIGHT, SELLER_LOGO: small }).sellerLogo, small);
  assert.equal(
    readConfig({ ...RIGHT, SELLER_PHONE: '+84 28 3825 1234' }).sellerPhone,
    '+84 28 3825 1234',
  );
  assert.deepEqual(problemsOf({ ...RIGHT, SELLER_PHONE: 'call us' }), [
    'SELLER_PHONE is not right: a telephone number.',
  ]);
});
