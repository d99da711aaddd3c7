import * as z from 'zod/mini';

/** The settings of each gateway; a gateway is on when its settings are present. */
export interface GatewayConfig {
  vnpay: VnpayConfig | null;
  momo: MomoConfig | null;
  zalopay: ZalopayConfig | null;
  payos: PayosConfig | null;
  bankTransfer: BankTransferConfig | null;
}

export interface VnpayConfig {
  tmnCode: string;
  hashSecret: string;
  payUrl: string;
  apiUrl: string;
}

export interface MomoConfig {
  partnerCode: string;
  accessKey: string;
  secretKey: string;
  /** Without a path: `https://payment.momo.vn`. */
  apiUrl: string;
}

export interface ZalopayConfig {
  appId: number;
  /** Key that signs our messages. */
  key1: string;
  /** Key that verifies ZaloPay's messages. */
  key2: string;
  /** Without a path: `https://openapi.zalopay.vn`. */
  apiUrl: string;
}

export interface PayosConfig {
  clientId: string;
  apiKey: string;
  checksumKey: string;
  /** The bank account whose codes its page shows; missing: unknown. */
  account?: string | undefined;
  /** Without a path: `https://api-merchant.payos.vn`. */
  apiUrl: string;
}

export interface BankTransferConfig {
  bankBin: string;
  bankName: string;
  accountNumber: string;
  accountHolder: string;
  /** Virtual accounts whose money arrives at the account; empty: all that are named as belonging to it. */
  virtualAccounts: string[];
  /** Reporters of the account's transfers; a transfer that both report is recorded once. */
  sepay: SepayConfig | null;
  casso: CassoConfig | null;
}

export interface SepayConfig {
  /** SePay's API key for webhooks; unused where webhooks are signed. */
  apiKey: string | null;
  /** Secret that signs webhooks. */
  webhookSecret: string | null;
  /** SePay's list of transfers, for lost webhooks. */
  api: { url: string; token: string } | null;
}

export interface CassoConfig {
  /** Secret that signs webhooks (V2). */
  secret: string;
  /** Casso's list of transfers, for lost webhooks. */
  api: { url: string; key: string } | null;
}

type Environment = Record<string, string | undefined>;

const text = z.string().check(z.trim(), z.minLength(1));
const url = z.string().check(
  z.trim(),
  z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'an http(s) URL'),
  z.overwrite((value) => value.replace(/\/+$/, '')),
);

const vnpay = z.object({
  VNPAY_TMN_CODE: text.check(z.regex(/^[0-9A-Za-z_]{1,20}$/, 'letters and digits')),
  VNPAY_HASH_SECRET: text,
  VNPAY_PAY_URL: url,
  VNPAY_API_URL: url,
});

const momo = z.object({
  MOMO_PARTNER_CODE: text,
  MOMO_ACCESS_KEY: text,
  MOMO_SECRET_KEY: text,
  MOMO_API_URL: z._default(url, 'https://payment.momo.vn'),
});

const zalopay = z.object({
  ZALOPAY_APP_ID: z.coerce.number('a number').check(z.int('a number'), z.gt(0, 'a number')),
  ZALOPAY_KEY1: text,
  ZALOPAY_KEY2: text,
  ZALOPAY_API_URL: z._default(url, 'https://openapi.zalopay.vn'),
});

const payos = z.object({
  PAYOS_CLIENT_ID: text,
  PAYOS_API_KEY: text,
  PAYOS_CHECKSUM_KEY: text,
  PAYOS_ACCOUNT: z.optional(
    z.string().check(z.regex(/^[0-9A-Za-z]{1,34}$/, '1 to 34 letters and digits')),
  ),
  PAYOS_API_URL: z._default(url, 'https://api-merchant.payos.vn'),
});

const bankTransfer = z.object({
  SEPAY_API_KEY: z.optional(text),
  SEPAY_WEBHOOK_SECRET: z.optional(text),
  SEPAY_API_TOKEN: z.optional(text),
  SEPAY_API_URL: z._default(url, 'https://my.sepay.vn'),
  CASSO_SECRET: z.optional(text),
  CASSO_API_KEY: z.optional(text),
  CASSO_API_URL: z._default(url, 'https://oauth.casso.vn'),
  BANK_BIN: z.string().check(z.regex(/^\d{6}$/, '6 digits')),
  BANK_NAME: text,
  BANK_ACCOUNT: z.string().check(z.regex(/^[0-9A-Za-z]{1,19}$/, '1 to 19 letters and digits')),
  BANK_ACCOUNT_HOLDER: text,
  BANK_VIRTUAL_ACCOUNTS: z.pipe(
    z.pipe(
      z._default(z.string(), ''),
      z.transform((list) => list.split(/[\s,;]+/).filter((one) => one !== '')),
    ),
    z.array(
      z.string().check(z.regex(/^[0-9A-Za-z]{1,34}$/, 'letters and digits, apart by commas')),
    ),
  ),
});

/** A guessable secret allows forging money; its length is the gateway's choice, not ours. */
const SHORT_SECRET = 16;

/** The gateways' addresses, by the names of the settings. */
export function gatewayUrls(config: GatewayConfig): Record<string, string | undefined> {
  const { vnpay, momo, zalopay, payos, bankTransfer } = config;
  return {
    VNPAY_PAY_URL: vnpay?.payUrl,
    VNPAY_API_URL: vnpay?.apiUrl,
    MOMO_API_URL: momo?.apiUrl,
    ZALOPAY_API_URL: zalopay?.apiUrl,
    PAYOS_API_URL: payos?.apiUrl,
    SEPAY_API_URL: bankTransfer?.sepay?.api?.url,
    CASSO_API_URL: bankTransfer?.casso?.api?.url,
  };
}

/** Secrets that authenticate money and are suspiciously short, by the names of the settings. */
export function shortSecrets(config: GatewayConfig): string[] {
  const { vnpay, momo, zalopay, payos, bankTransfer } = config;
  const secrets: Record<string, string | null | undefined> = {
    VNPAY_HASH_SECRET: vnpay?.hashSecret,
    MOMO_SECRET_KEY: momo?.secretKey,
    ZALOPAY_KEY1: zalopay?.key1,
    ZALOPAY_KEY2: zalopay?.key2,
    PAYOS_CHECKSUM_KEY: payos?.checksumKey,
    SEPAY_API_KEY: bankTransfer?.sepay?.apiKey,
    SEPAY_WEBHOOK_SECRET: bankTransfer?.sepay?.webhookSecret,
    CASSO_SECRET: bankTransfer?.casso?.secret,
  };
  return Object.keys(secrets).filter(
    (name) => (secrets[name]?.length ?? SHORT_SECRET) < SHORT_SECRET,
  );
}

/** Reads one group of settings; undefined when something is wrong, with a line for each problem. */
export type ParseSettings = <Schema extends z.ZodMiniType>(
  schema: Schema,
) => z.output<Schema> | undefined;

/** The configured gateways; their faults are added to `problems`. */
export function readGatewayConfig(
  env: Environment,
  parse: ParseSettings,
  problems: string[],
): GatewayConfig {
  const groups = ['VNPAY_', 'MOMO_', 'ZALOPAY_', 'PAYOS_', 'BANK_', 'SEPAY_', 'CASSO_'];
  const present = new Set(groups.filter((prefix) => isSet(env, prefix)));
  if (present.size === 0) {
    problems.push(
      'Set VNPAY_…, MOMO_…, ZALOPAY_…, PAYOS_… or BANK_…: without one, nobody can pay.',
    );
  }
  const bank = present.has('BANK_') || present.has('SEPAY_') || present.has('CASSO_');
  return {
    vnpay: present.has('VNPAY_') ? toVnpay(parse(vnpay)) : null,
    momo: present.has('MOMO_') ? toMomo(parse(momo)) : null,
    zalopay: present.has('ZALOPAY_') ? toZalopay(parse(zalopay)) : null,
    payos: present.has('PAYOS_') ? toPayos(parse(payos)) : null,
    bankTransfer: bank ? toBankTransfer(parse(bankTransfer), problems) : null,
  };
}

function toVnpay(env: z.output<typeof vnpay> | undefined): VnpayConfig | null {
  if (env === undefined) return null;
  return {
    tmnCode: env.VNPAY_TMN_CODE,
    hashSecret: env.VNPAY_HASH_SECRET,
    payUrl: env.VNPAY_PAY_URL,
    apiUrl: env.VNPAY_API_URL,
  };
}

function toMomo(env: z.output<typeof momo> | undefined): MomoConfig | null {
  if (env === undefined) return null;
  return {
    partnerCode: env.MOMO_PARTNER_CODE,
    accessKey: env.MOMO_ACCESS_KEY,
    secretKey: env.MOMO_SECRET_KEY,
    apiUrl: env.MOMO_API_URL,
  };
}

function toZalopay(env: z.output<typeof zalopay> | undefined): ZalopayConfig | null {
  if (env === undefined) return null;
  return {
    appId: env.ZALOPAY_APP_ID,
    key1: env.ZALOPAY_KEY1,
    key2: env.ZALOPAY_KEY2,
    apiUrl: env.ZALOPAY_API_URL,
  };
}

function toPayos(env: z.output<typeof payos> | undefined): PayosConfig | null {
  if (env === undefined) return null;
  return {
    clientId: env.PAYOS_CLIENT_ID,
    apiKey: env.PAYOS_API_KEY,
    checksumKey: env.PAYOS_CHECKSUM_KEY,
    account: env.PAYOS_ACCOUNT,
    apiUrl: env.PAYOS_API_URL,
  };
}

function toBankTransfer(
  env: z.output<typeof bankTransfer> | undefined,
  problems: string[],
): BankTransferConfig | null {
  if (env === undefined) return null;
  const hasSepay = env.SEPAY_API_KEY !== undefined || env.SEPAY_WEBHOOK_SECRET !== undefined;
  const hasCasso = env.CASSO_SECRET !== undefined;
  if (!hasSepay && !hasCasso) {
    problems.push(
      'Set SEPAY_API_KEY, SEPAY_WEBHOOK_SECRET or CASSO_SECRET: nobody else reports transfers.',
    );
  }
  return {
    bankBin: env.BANK_BIN,
    bankName: env.BANK_NAME,
    accountNumber: env.BANK_ACCOUNT,
    accountHolder: env.BANK_ACCOUNT_HOLDER,
    virtualAccounts: env.BANK_VIRTUAL_ACCOUNTS,
    sepay: hasSepay
      ? {
          apiKey: env.SEPAY_API_KEY ?? null,
          webhookSecret: env.SEPAY_WEBHOOK_SECRET ?? null,
          api: env.SEPAY_API_TOKEN ? { url: env.SEPAY_API_URL, token: env.SEPAY_API_TOKEN } : null,
        }
      : null,
    casso:
      env.CASSO_SECRET !== undefined
        ? {
            secret: env.CASSO_SECRET,
            api: env.CASSO_API_KEY ? { url: env.CASSO_API_URL, key: env.CASSO_API_KEY } : null,
          }
        : null,
  };
}

function isSet(env: Environment, prefix: string): boolean {
  return Object.keys(env).some((name) => name.startsWith(prefix) && env[name] !== '');
}
