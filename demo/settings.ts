import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the demo's processes share: addresses, and secrets made once on this machine. */
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
  vnpayTmnCode: string;
}

interface DemoSecrets {
  /** Signs the portal's session tokens. */
  portalSecret: string;
  /** Lets the portal's backend call the host API. */
  apiKey: string;
  linkSecret: string;
  vnpayHashSecret: string;
  sepayApiKey: string;
}

export function readSettings(env: Record<string, string | undefined> = process.env): DemoSettings {
  const host = env.HOST ?? '127.0.0.1';
  const serverPort = Number(env.SERVER_PORT ?? 4100);
  const portalPort = Number(env.PORTAL_PORT ?? 4200);
  const outsidePort = Number(env.OUTSIDE_PORT ?? 4300);
  const dataDir = env.DATA_DIR ?? './data';
  // An address to listen on is not one to go to.
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
    vnpayTmnCode: 'DEMOTMN1',
  };
}

/** The environment that the server is started with. */
export function serverEnvironment(settings: DemoSettings): Record<string, string> {
  const { secrets, bank, outsideUrl } = settings;
  return {
    HOST: settings.host,
    PORT: String(settings.serverPort),
    PUBLIC_URL: settings.serverUrl,
    DATABASE_PATH: join(settings.dataDir, 'renewal.sqlite'),
    LINK_SECRET: secrets.linkSecret,
    SMTP_URL: `smtp://127.0.0.1:${settings.smtpPort}`,
    MAIL_FROM: 'Gia hạn giấy phép <giahan@vendor.example>',
    OPERATIONS_EMAIL: 'vanhanh@vendor.example',
    VNPAY_TMN_CODE: settings.vnpayTmnCode,
    VNPAY_HASH_SECRET: secrets.vnpayHashSecret,
    VNPAY_PAY_URL: `${outsideUrl}/vnpay/paymentv2/vpcpay.html`,
    VNPAY_API_URL: `${outsideUrl}/vnpay/merchant_webapi/api/transaction`,
    SEPAY_API_KEY: secrets.sepayApiKey,
    BANK_BIN: bank.bin,
    BANK_NAME: bank.name,
    BANK_ACCOUNT: bank.account,
    BANK_ACCOUNT_HOLDER: bank.holder,
  };
}

function secretsOf(dataDir: string): DemoSecrets {
  const file = join(dataDir, 'demo.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DemoSecrets;
  const secret = () => randomBytes(32).toString('base64url');
  const secrets: DemoSecrets = {
    portalSecret: secret(),
    apiKey: secret(),
    linkSecret: secret(),
    vnpayHashSecret: secret(),
    sepayApiKey: secret(),
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
