import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { type DemoSettings, readSettings } from '../../settings.ts';

/** A stand-in for the renewal server: notes reports, and answers as set. */
export interface FakeMerchant {
  /** Settings with its address, and secrets of their own. */
  settings: DemoSettings;
  told: { path: string; headers: Record<string, unknown>; body: string }[];
  answer: { status: number; body: string };
  stop(): void;
}

export async function startFakeMerchant(body = '', status = 200): Promise<FakeMerchant> {
  const dataDir = mkdtempSync(join(tmpdir(), 'simulators-'));
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    merchant.told.push({ path: request.url ?? '', headers: request.headers, body: text });
    response.writeHead(merchant.answer.status).end(merchant.answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const merchant: FakeMerchant = {
    settings: readSettings({ DATA_DIR: dataDir, SERVER_URL: `http://127.0.0.1:${port}` }),
    told: [],
    answer: { status, body },
    stop() {
      server.close();
      server.closeAllConnections();
      rmSync(dataDir, { recursive: true });
    },
  };
  return merchant;
}

/** The payer's return address. */
export const RETURN = 'https://shop.example/back';

export const AMOUNT = 2_950_000;

/** Posts JSON to a simulator, and reads its answer. */
export async function json(
  app: Hono,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await app.request(path, { ...init, headers });
  return (await response.json()) as Record<string, unknown>;
}

/** Posts a form to a simulator. */
export async function form(
  app: Hono,
  path: string,
  fields: Record<string, unknown>,
): Promise<Response> {
  const entries = Object.entries(fields).map(([name, value]) => [name, String(value)]);
  return await app.request(path, {
    method: 'POST',
    body: new URLSearchParams(Object.fromEntries(entries)),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
}

/** Presses a button of a payer's page; returns the redirect, or nothing. */
export async function press(
  app: Hono,
  path: string,
  fields: Record<string, string>,
): Promise<string> {
  return (await form(app, path, fields)).headers.get('location') ?? '';
}

export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(condition());
}
