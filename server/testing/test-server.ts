import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { Hono } from 'hono';
import { SignJWT } from 'jose';
import type { DomainErrorShape } from '../../shared/error-codes.ts';
import type { AppRouter } from '../api/router.ts';
import { createApp } from '../app.ts';
import { type Config, readConfig } from '../config/config.ts';
import type { Context } from '../context/context.ts';
import { openDatabase } from '../database/connect/open.ts';
import { addPortal, type PortalDeclaration } from '../directory/portals/add-portal.ts';
import { LiveUpdates } from '../foundation/live-updates.ts';
import { ALONE } from '../foundation/peers.ts';
import { closeIdle, SERVER_OPTIONS } from '../http/server-options.ts';
import { CodeGuesses } from '../limits/code-guesses.ts';
import { CostLimitsInMemory } from '../limits/cost-limits.ts';
import { FairTurns } from '../limits/fair-turns.ts';
import { databaseSetting, makeTestDatabase } from './test-database.ts';

export const PORTAL_ID = 'test-portal';
export const PORTAL_SECRET = 'a-portal-secret-of-more-than-32-characters';
export const API_KEY = 'an-api-key-of-more-than-32-characters-long';
export const ORIGIN = 'https://portal.example';
export const SEPAY_API_KEY = 'a-sepay-api-key-for-tests';
export const VNPAY_SECRET = 'a-vnpay-hash-secret-for-tests';
export const VNPAY_TMN_CODE = 'TESTTMN1';

/** The portal of all tests. */
export const TEST_PORTAL: PortalDeclaration = {
  id: PORTAL_ID,
  name: 'Cổng kế toán',
  origins: [ORIGIN],
  secret: PORTAL_SECRET,
  apiKey: API_KEY,
};

export interface TestServer {
  url: string;
  http: Server;
  app: Hono;
  context: Context;
  /** Sets the server's clock, in epoch milliseconds. */
  setNow(now: number): void;
  stop(): Promise<void>;
}

/** 23 November 2026, 10:00 in Vietnam. */
export const NOW = Date.parse('2026-11-23T10:00:00+07:00');

/**
 * The real app on a real port over a real database; its clock stands still until it is set.
 *
 * @param extend adds routes of the test's own, before the first request
 */
export async function startTestServer(
  env: Record<string, string> = {},
  extend?: (app: Hono, context: Context) => void,
): Promise<TestServer> {
  const database = await makeTestDatabase();
  const db = await openDatabase(database.address);
  let now = NOW;
  let elapsed = 0;
  const config: Config = readConfig({
    PORT: '0',
    ...databaseSetting(database.address),
    LINK_SECRET: randomBytes(32).toString('hex'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'Gia hạn <renewal@vendor.example>',
    OPERATIONS_EMAIL: 'operations@vendor.example',
    VNPAY_TMN_CODE,
    VNPAY_HASH_SECRET: VNPAY_SECRET,
    VNPAY_PAY_URL: 'http://127.0.0.1:1/vpcpay.html',
    VNPAY_API_URL: 'http://127.0.0.1:1/transaction',
    SEPAY_API_KEY,
    BANK_BIN: '970436',
    BANK_NAME: 'Vietcombank',
    BANK_ACCOUNT: '0123456789',
    BANK_ACCOUNT_HOLDER: 'CONG TY PHAN MEM',
    ...env,
  });
  const context: Context = {
    db,
    config,
    now: () => now,
    monotonic: () => elapsed,
    // Short, so that writes past the server are seen soon.
    live: new LiveUpdates({ ...ALONE, isWell: false }),
    peers: ALONE,
    codeGuesses: new CodeGuesses(),
    limits: new CostLimitsInMemory(),
    turns: new FairTurns(),
    log: () => {},
  };
  await addPortal(db, TEST_PORTAL);
  const app = createApp(context);
  extend?.(app, context);
  const server = serve({
    fetch: app.fetch,
    hostname: '127.0.0.1',
    port: 0,
    ...SERVER_OPTIONS,
  });
  closeIdle(server);
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.publicUrl = url;
  return {
    url,
    http: server as Server,
    app,
    context,
    setNow: (instant) => {
      // Like a machine whose clock is set back: time goes on.
      elapsed += Math.max(0, instant - now);
      now = instant;
    },
    async stop() {
      context.live.close();
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await db.destroy();
      await database.remove();
    },
  };
}

/** Stops spent budget from coming back, so that a test counts calls exactly. */
export function stopLimits({ context }: TestServer): void {
  context.limits = new CostLimitsInMemory(() => 0);
}

export interface TokenClaims {
  portalId?: string;
  secret?: string;
  accountantId?: string;
  firm?: { id: string; name: string };
  email?: string;
  issuedAt?: number;
  /** Seconds. */
  life?: number;
}

/** A sign-in token as a portal's backend signs it. */
export async function signToken(claims: TokenClaims = {}): Promise<string> {
  const issuedAt = Math.floor((claims.issuedAt ?? NOW) / 1000);
  return await new SignJWT({
    firm: claims.firm ?? { id: 'firm-1', name: 'Dịch vụ kế toán Minh Phát' },
    name: 'Nguyễn Thị Kế Toán',
    email: claims.email ?? 'ketoan@minhphat.example',
    phone: '0901234567',
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(claims.portalId ?? PORTAL_ID)
    .setSubject(claims.accountantId ?? 'accountant-1')
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (claims.life ?? 3_600))
    .sign(new TextEncoder().encode(claims.secret ?? PORTAL_SECRET));
}

export function clientOf(server: Pick<TestServer, 'url'>, token: string, origin = ORIGIN) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${server.url}/trpc`,
        methodOverride: 'POST',
        headers: { authorization: `Bearer ${token}`, origin },
      }),
    ],
  });
}

export type Client = ReturnType<typeof clientOf>;

/** Sets the clock, and signs in anew: a token lives an hour. */
export async function signInAt(
  server: Pick<TestServer, 'url' | 'setNow'>,
  now: number,
): Promise<Client> {
  server.setNow(now);
  return clientOf(server, await signToken({ issuedAt: now }));
}

/** Signs in on a day, at the hour of `NOW`. */
export async function signInOn(
  server: Pick<TestServer, 'url' | 'setNow'>,
  day: string,
): Promise<Client> {
  return await signInAt(server, Date.parse(`${day}T10:00:00+07:00`));
}

/** The code of the error by which a call is refused; fails when it is not. */
export async function refusal(call: Promise<unknown>): Promise<DomainErrorShape> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TRPCClientError && error.data?.domain) return error.data.domain;
    throw error;
  }
  throw new Error('The call was not refused');
}

export async function hostApi(
  server: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  apiKey = API_KEY,
): Promise<Response> {
  return await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
