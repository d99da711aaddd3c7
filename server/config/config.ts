import { existsSync, statSync } from 'node:fs';
import * as z from 'zod/mini';
import { isEmail } from '../../shared/party.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import { addressesIn, databaseAddress, isPostgresql } from '../foundation/database-address.ts';
import { isLoopback } from '../foundation/network.ts';
import {
  type GatewayConfig,
  gatewayUrls,
  type ParseSettings,
  readGatewayConfig,
  shortSecrets,
} from './gateway-config.ts';

/** The process's settings, from its environment; nothing else reads the environment. */
export interface Config extends GatewayConfig {
  host: string;
  port: number;
  /** The address of this server for people and gateways, without a trailing slash. */
  publicUrl: string;
  /** `postgres://…`, or the path of an SQLite file. */
  database: string;
  /** Address for messages between processes; null: there is one process, on an SQLite file. */
  listenUrl: string | null;
  /** A replica for reads; null: none. */
  readUrl: string | null;
  /** Keys the payment links' tokens; with another secret, links copied anew differ. */
  linkSecret: string;
  smtpUrl: string;
  /** A second mail server, for the one mail that reports that the first accepts none; null: none. */
  smtpFallbackUrl: string | null;
  /** Whether mail must leave over TLS, even where the address begins with smtp:. */
  smtpRequiresTls: boolean;
  mailFrom: string;
  /** The seller named on receipts and quotations; null: the holder of the bank account. */
  seller: { name: string; taxCode: string; address: string } | null;
  /** The seller's telephone on the owner's page and in owners' mails; empty: none. */
  sellerPhone: string;
  /** The seller's logo on the owner's page, a file; null: none. */
  sellerLogo: string | null;
  /** Address for mails about unmatched money and failed mail; null: none. */
  operationsEmail: string | null;
  /** Whether owners may open their bank's app by way of vietqr.io. */
  bankAppLinks: boolean;
  widgetDir: string;
  /** Whether the client's address is read from X-Forwarded-For, as set by a proxy in front. */
  trustProxy: boolean;
  /** Allowed calls a minute by one sign-in token. */
  rateLimit: number;
  /** Pause between an attempt's start and the first question about it, in milliseconds. */
  reconcileAfter: number;
  /** Pause between two readings of a bank's list of transfers, in milliseconds. */
  transfersPause: number;
  /** Password of the operations page; null: there is no page. */
  operationsPassword: string | null;
  /** Token by which a monitor reads all of /health; null: no monitor from outside. */
  healthToken: string | null;
}

const text = z.string().check(z.trim(), z.minLength(1));
const url = z
  .string()
  .check(z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'an http(s) URL'));
const smtpUrl = z
  .string()
  .check(z.refine((value) => /^smtps?:$/.test(URL.parse(value)?.protocol ?? ''), 'an smtp(s) URL'));
const postgresqlUrl = text.check(
  z.refine(
    (value) => isPostgresql(value) && addressesIn(value).every((url) => URL.parse(url) !== null),
    'a postgres:// URL',
  ),
);
const PORT = 'a number from 0 to 65535';
const port = z.coerce.number(PORT).check(z.int(PORT), z.gte(0, PORT), z.lte(65_535, PORT));

const COUNT = 'a whole number from 1';
const SECONDS = 'a whole number of seconds, from 1 to 86400';
const seconds = z.coerce
  .number(SECONDS)
  .check(z.int(SECONDS), z.gte(1, SECONDS), z.lte(86_400, SECONDS));

const environment = z.object({
  HOST: z._default(text, '127.0.0.1'),
  PORT: z._default(port, 4100),
  PUBLIC_URL: z.optional(url),
  DATABASE_URL: z.optional(postgresqlUrl),
  DATABASE_LISTEN_URL: z.optional(postgresqlUrl),
  DATABASE_READ_URL: z.optional(postgresqlUrl),
  DATABASE_PATH: z.optional(text.check(z.refine((path) => path !== ':memory:', 'a file'))),
  LINK_SECRET: text.check(z.minLength(32, 'at least 32 characters')),
  SMTP_URL: smtpUrl,
  SMTP_FALLBACK_URL: z.optional(smtpUrl),
  SMTP_TLS: z.optional(z.enum(['starttls', 'none'])),
  ALLOW_HTTP_GATEWAYS: z._default(z.enum(['0', '1']), '0'),
  HEALTH_TOKEN: z.optional(text.check(z.minLength(32, 'at least 32 characters'))),
  MAIL_FROM: text.check(z.refine((value) => isEmail(addressIn(value)), 'an e-mail address')),
  SELLER_NAME: z.optional(text),
  SELLER_TAX_CODE: z.optional(
    text.check(z.refine((value) => taxCodeKind(value) !== null, 'a tax code')),
  ),
  SELLER_ADDRESS: z.optional(text),
  SELLER_PHONE: z.optional(text.check(z.regex(/^\+?[\d .()-]{3,30}$/, 'a telephone number'))),
  SELLER_LOGO: z.optional(
    text.check(z.refine((path) => isLogo(path), 'a PNG, JPEG, WebP or SVG file of at most 64 kB')),
  ),
  OPERATIONS_EMAIL: z.optional(text.check(z.refine(isEmail, 'an e-mail address'))),
  OPERATIONS_PASSWORD: z.optional(text.check(z.minLength(16, 'at least 16 characters'))),
  BANK_APP_LINKS: z.optional(z.enum(['vietqr.io'])),
  WIDGET_DIR: z._default(text, './dist/widget'),
  TRUST_PROXY: z._default(z.enum(['0', '1']), '0'),
  RATE_LIMIT: z._default(z.coerce.number(COUNT).check(z.int(COUNT), z.gte(1, COUNT)), 3_000),
  RECONCILE_AFTER: z._default(seconds, 120),
  TRANSFERS_PAUSE: z._default(seconds, 300),
});

/** The file is kept in memory, and is part of every owner's first page. */
const LARGEST_LOGO = 65_536;

function isLogo(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  const isImage = /\.(?:png|jpe?g|webp|svg)$/i.test(path);
  return isImage && stats?.isFile() === true && stats.size <= LARGEST_LOGO;
}

type Environment = Record<string, string | undefined>;

/** Every wrong value, one a line. */
export class ConfigError extends Error {
  readonly lines: string[];

  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

/** @throws ConfigError with one line for each missing or wrong value */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const base = parse(environment, env, problems);
  const parseGroup: ParseSettings = (schema) => parse(schema, env, problems);
  const gateways = readGatewayConfig(env, parseGroup, problems);
  if (base) problems.push(...plainText(base, gateways));
  if (base && !base.SELLER_NAME && (base.SELLER_TAX_CODE || base.SELLER_ADDRESS)) {
    problems.push('SELLER_NAME is missing.');
  }
  if (base?.DATABASE_URL && base.DATABASE_PATH) {
    problems.push('DATABASE_URL and DATABASE_PATH are both set: keep the one that is meant.');
  }
  for (const name of ['DATABASE_LISTEN_URL', 'DATABASE_READ_URL'] as const) {
    if (!base?.[name] || base.DATABASE_URL) continue;
    problems.push(`DATABASE_URL is missing: ${name} goes with it.`);
  }
  if (problems.length > 0 || base === undefined) throw new ConfigError(problems);
  return {
    host: base.HOST,
    port: base.PORT,
    publicUrl: (base.PUBLIC_URL ?? `http://${base.HOST}:${base.PORT}`).replace(/\/+$/, ''),
    database: databaseAddress(base),
    listenUrl: base.DATABASE_LISTEN_URL ?? base.DATABASE_URL ?? null,
    readUrl: base.DATABASE_READ_URL ?? null,
    linkSecret: base.LINK_SECRET,
    smtpUrl: base.SMTP_URL,
    smtpFallbackUrl: base.SMTP_FALLBACK_URL ?? null,
    smtpRequiresTls: base.SMTP_TLS === 'starttls',
    mailFrom: base.MAIL_FROM,
    seller: base.SELLER_NAME
      ? {
          name: base.SELLER_NAME,
          taxCode: base.SELLER_TAX_CODE ?? '',
          address: base.SELLER_ADDRESS ?? '',
        }
      : null,
    sellerPhone: base.SELLER_PHONE ?? '',
    sellerLogo: base.SELLER_LOGO ?? null,
    operationsEmail: base.OPERATIONS_EMAIL ?? null,
    bankAppLinks: base.BANK_APP_LINKS !== undefined,
    widgetDir: base.WIDGET_DIR,
    trustProxy: base.TRUST_PROXY === '1',
    rateLimit: base.RATE_LIMIT,
    reconcileAfter: base.RECONCILE_AFTER * 1_000,
    transfersPause: base.TRANSFERS_PAUSE * 1_000,
    operationsPassword: base.OPERATIONS_PASSWORD ?? null,
    healthToken: base.HEALTH_TOKEN ?? null,
    ...gateways,
  };
}

/** Settings by which traffic would cross a network in the clear without being allowed to. */
function plainText(base: z.output<typeof environment>, gateways: GatewayConfig): string[] {
  const problems: string[] = [];
  const { SMTP_URL, SMTP_FALLBACK_URL, SMTP_TLS } = base;
  for (const [name, url] of Object.entries({ SMTP_URL, SMTP_FALLBACK_URL })) {
    const smtp = url === undefined ? null : new URL(url);
    if (smtp?.protocol !== 'smtp:' || isLoopback(smtp.hostname) || SMTP_TLS !== undefined) continue;
    problems.push(
      `${name} is not right: smtp:// to ${smtp.hostname} may send mail in the clear. Use smtps://, or set SMTP_TLS=starttls (or none, if that is meant).`,
    );
  }
  if (base.ALLOW_HTTP_GATEWAYS === '1') return problems;
  for (const [name, url] of Object.entries(gatewayUrls(gateways))) {
    if (!url?.startsWith('http:') || isLoopback(new URL(url).hostname)) continue;
    problems.push(
      `${name} is not right: http:// sends payments in the clear. Use https://, or set ALLOW_HTTP_GATEWAYS=1, if that is meant.`,
    );
  }
  return problems;
}

/** Warnings about allowed but surely unintended settings, a line each. */
export function configWarnings(config: Config): string[] {
  const warnings: string[] = [];
  if (!existsSync(config.widgetDir)) {
    warnings.push(`WIDGET_DIR ${config.widgetDir} does not exist: run \`npm run build\`.`);
  }
  if (config.operationsEmail === null) {
    warnings.push('OPERATIONS_EMAIL is not set: nobody is told of money that does not match.');
  }
  // This server speaks no TLS itself: behind a proxy, all clients seem to have one address.
  if (config.publicUrl.startsWith('https:') && !config.trustProxy) {
    warnings.push(
      'TRUST_PROXY is not 1: all callers count as one address, so that one who guesses the password of the operations page shuts everybody out of it.',
    );
  }
  const { accountNumber = '', virtualAccounts = [] } = config.bankTransfer ?? {};
  if (virtualAccounts.some((one) => one.toUpperCase() === accountNumber.toUpperCase())) {
    warnings.push(
      'BANK_VIRTUAL_ACCOUNTS names BANK_ACCOUNT itself, which counts anyway: with any account listed, money to virtual accounts that are not listed is taken for nobody’s.',
    );
  }
  if (config.payos && config.bankTransfer && config.payos.account === undefined) {
    warnings.push(
      'PAYOS_ACCOUNT is not set: if payOS pays into BANK_ACCOUNT, payers see two methods with a QR code for one account.',
    );
  }
  for (const name of shortSecrets(config)) {
    warnings.push(`${name} is short: is it the one that the gateway gave you?`);
  }
  return warnings;
}

function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  env: Environment,
  problems: string[],
): z.output<Schema> | undefined {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const name = String(issue.path[0]);
    const missing = present[name] === undefined;
    problems.push(missing ? `${name} is missing.` : `${name} is not right: ${issue.message}.`);
  }
  return undefined;
}

/** The address in `Name <address>` or `address`. */
function addressIn(value: string): string {
  return /<([^>]+)>\s*$/.exec(value)?.[1] ?? value.trim();
}
