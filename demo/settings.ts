import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Settings shared by the demo's processes: addresses, and secrets made once on this machine. */
export interface DemoSettings {
  host: string;
  dataDir: string;
  serverPort: number;
  portalPort: number;
  outsidePort: number;
  smtpPort: number;
  serverUrl: string;
  portalUrl: string;
  outsideUrl: string;
  portalId: string;
  secrets: DemoSecrets;
  bank: { bin: string; name: string; account: string; holder: string };
  bankReporter: BankReporter;
  vnpayTmnCode: string;
  momoPartnerCode: string;
  zalopayAppId: number;
}

/** The reporter of the bank's transfers, and how its messages are authenticated. */
const BANK_REPORTERS = ['sepay', 'sepay-hmac', 'casso'] as const;

export type BankReporter = (typeof BANK_REPORTERS)[number];

const SECRETS = [
  /** Signs the portal's sign-in tokens. */
  'portalSecret',
  /** Authenticates the portal's backend at the host API. */
  'apiKey',
  /** Signs the events for the portal. */
  'webhookKey',
  'linkSecret',
  'operationsPassword',
  'vnpayHashSecret',
  'momoAccessKey',
  'momoSecretKey',
  /** Signs the merchant's messages to ZaloPay; key 2 signs ZaloPay's. */
  'zalopayKey1',
  'zalopayKey2',
  'payosClientId',
  'payosApiKey',
  'payosChecksumKey',
  'sepayApiKey',
  'sepayWebhookSecret',
  'sepayApiToken',
  'cassoSecret',
  'cassoApiKey',
] as const;

export type DemoSecrets = Record<(typeof SECRETS)[number], string>;

export function readSettings(env: Record<string, string | undefined> = process.env): DemoSettings {
  const host = env.HOST ?? '127.0.0.1';
  const serverPort = Number(env.SERVER_PORT ?? 4100);
  const portalPort = Number(env.PORTAL_PORT ?? 4200);
  const outsidePort = Number(env.OUTSIDE_PORT ?? 4300);
  const dataDir = env.DATA_DIR ?? './data';
  // An address to listen on is not one to connect to.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    host,
    dataDir,
    serverPort,
    portalPort,
    outsidePort,
    smtpPort: Number(env.SMTP_PORT ?? 4325),
    serverUrl: env.SERVER_URL ?? `http://${reachable}:${serverPort}`,
    portalUrl: env.PORTAL_URL ?? `http://${reachable}:${portalPort}`,
    outsideUrl: env.OUTSIDE_URL ?? `http://${reachable}:${outsidePort}`,
    portalId: 'demo-portal',
    secrets: secretsOf(dataDir),
    bank: {
      bin: '970436',
      name: 'Vietcombank',
      account: '1023456789',
      holder: 'CONG TY CO PHAN PHAN MEM',
    },
    bankReporter: bankReporterOf(env.BANK_REPORTER || 'sepay'),
    vnpayTmnCode: 'DEMOTMN1',
    momoPartnerCode: 'MOMODEMO',
    zalopayAppId: 2553,
  };
}

function bankReporterOf(name: string): BankReporter {
  const reporter = BANK_REPORTERS.find((known) => known === name);
  if (!reporter) throw new Error(`BANK_REPORTER is one of ${BANK_REPORTERS.join(', ')}.`);
  return reporter;
}

/** In the notation of Standard Webhooks: `whsec_` and Base64. */
export function webhookSecret({ secrets }: DemoSettings): string {
  return `whsec_${Buffer.from(secrets.webhookKey, 'base64url').toString('base64')}`;
}

/** The environment of the server. */
export function serverEnvironment(settings: DemoSettings): Record<string, string> {
  const { secrets, outsideUrl } = settings;
  return {
    HOST: settings.host,
    PORT: String(settings.serverPort),
    PUBLIC_URL: settings.serverUrl,
    ...databaseOf(settings),
    LINK_SECRET: secrets.linkSecret,
    SMTP_URL: `smtp://127.0.0.1:${settings.smtpPort}`,
    MAIL_FROM: 'Gia hạn giấy phép <giahan@vendor.example>',
    SELLER_NAME: 'Công ty Cổ phần Phần mềm Sổ Vàng',
    SELLER_TAX_CODE: '0312345673',
    SELLER_ADDRESS: 'Tầng 9, 15 Duy Tân, phường Cầu Giấy, Hà Nội',
    SELLER_PHONE: '1900 6789',
    SELLER_LOGO: fileURLToPath(new URL('./logo.svg', import.meta.url)),
    OPERATIONS_EMAIL: 'vanhanh@vendor.example',
    OPERATIONS_PASSWORD: secrets.operationsPassword,
    // Sooner than in production: testing a lost message should not take long.
    RECONCILE_AFTER: '60',
    TRANSFERS_PAUSE: '30',
    VNPAY_TMN_CODE: settings.vnpayTmnCode,
    VNPAY_HASH_SECRET: secrets.vnpayHashSecret,
    VNPAY_PAY_URL: `${outsideUrl}/vnpay/paymentv2/vpcpay.html`,
    VNPAY_API_URL: `${outsideUrl}/vnpay/merchant_webapi/api/transaction`,
    MOMO_PARTNER_CODE: settings.momoPartnerCode,
    MOMO_ACCESS_KEY: secrets.momoAccessKey,
    MOMO_SECRET_KEY: secrets.momoSecretKey,
    MOMO_API_URL: `${outsideUrl}/momo`,
    ZALOPAY_APP_ID: String(settings.zalopayAppId),
    ZALOPAY_KEY1: secrets.zalopayKey1,
    ZALOPAY_KEY2: secrets.zalopayKey2,
    ZALOPAY_API_URL: `${outsideUrl}/zalopay`,
    PAYOS_CLIENT_ID: secrets.payosClientId,
    PAYOS_API_KEY: secrets.payosApiKey,
    PAYOS_CHECKSUM_KEY: secrets.payosChecksumKey,
    PAYOS_API_URL: `${outsideUrl}/payos`,
    ...bankEnvironment(settings),
  };
}

/** A file beside the settings, or the PostgreSQL in DATABASE_URL. */
function databaseOf({ dataDir }: DemoSettings): Record<string, string> {
  const { DATABASE_URL = '' } = process.env;
  return DATABASE_URL === ''
    ? { DATABASE_PATH: join(dataDir, 'renewal.sqlite') }
    : { DATABASE_URL };
}

function bankEnvironment(settings: DemoSettings): Record<string, string> {
  const { secrets, bank, bankReporter, outsideUrl } = settings;
  const account = {
    BANK_BIN: bank.bin,
    BANK_NAME: bank.name,
    BANK_ACCOUNT: bank.account,
    BANK_ACCOUNT_HOLDER: bank.holder,
  };
  if (bankReporter === 'casso') {
    return {
      ...account,
      CASSO_SECRET: secrets.cassoSecret,
      CASSO_API_KEY: secrets.cassoApiKey,
      CASSO_API_URL: `${outsideUrl}/casso`,
    };
  }
  return {
    ...account,
    ...(bankReporter === 'sepay-hmac'
      ? { SEPAY_WEBHOOK_SECRET: secrets.sepayWebhookSecret }
      : { SEPAY_API_KEY: secrets.sepayApiKey }),
    SEPAY_API_TOKEN: secrets.sepayApiToken,
    SEPAY_API_URL: `${outsideUrl}/sepay`,
  };
}

/** Made once; secrets for a later version of the demo are added. */
function secretsOf(dataDir: string): DemoSecrets {
  const file = join(dataDir, 'demo.json');
  const kept: Partial<DemoSecrets> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const made = Object.fromEntries(
    SECRETS.map((name) => [name, kept[name] ?? randomBytes(32).toString('base64url')]),
  ) as DemoSecrets;
  if (SECRETS.some((name) => kept[name] === undefined)) {
    mkdirSync(dataDir, { recursive: true });
    // Atomically: the demo's other processes read it too.
    writeFileSync(`${file}.new`, JSON.stringify({ ...kept, ...made }, null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return made;
}
