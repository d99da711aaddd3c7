import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { HistoriesWanted } from '../../testing/histories/play-histories.ts';
import { ENGINE } from '../../testing/test-database.ts';

/** PostgreSQL takes a tenth, which is about the database. */
const HISTORIES = Number(process.env.HISTORIES ?? (ENGINE === 'sqlite' ? 240 : 24));
const SEED = Number(process.env.HISTORIES_SEED ?? 20_261_124);

const PLAYER = new URL('../../testing/histories/play-histories.ts', import.meta.url);

/** The reporter of transfers for each part of the histories; SePay by API key twice. */
const API_KEY = { SEPAY_API_TOKEN: 'a-token' };
const SIGNED = { ...API_KEY, SEPAY_API_KEY: '', SEPAY_WEBHOOK_SECRET: 'a-webhook-secret' };
const CASSO = { SEPAY_API_KEY: '', CASSO_SECRET: 'casso-secret', CASSO_API_KEY: 'casso-key' };
const SHARES: [reporter: string, env: Record<string, string>, part: number][] = [
  ['SePay by API key', API_KEY, 0.4],
  ['SePay by API key, again', API_KEY, 0.3],
  ['SePay, signed', SIGNED, 0.1],
  ['Casso', CASSO, 0.1],
  ['SePay and Casso', { ...API_KEY, CASSO_SECRET: 'casso-secret' }, 0.1],
];

describe('random histories of orders’ money', { concurrency: true }, () => {
  for (const [index, [reporter, env, part]] of SHARES.entries()) {
    const histories = Math.ceil(HISTORIES * part);
    const seed = SEED + index;
    it(`random histories agree with a simple model: ${histories} with ${reporter} (seed ${seed})`, async () => {
      const wanted: HistoriesWanted = { env, histories, seed };
      const worker = new Worker(PLAYER, { workerData: wanted });
      const [fault] = await once(worker, 'message');
      await once(worker, 'exit');
      if (fault !== '') assert.fail(fault);
    });
  }
});
