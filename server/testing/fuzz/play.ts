import fc from 'fast-check';
import { sql } from 'kysely';
import { appRouter } from '../../api/router.ts';
import { errorText } from '../../foundation/thrown.ts';
import { questionsAnswered } from '../../payments/attempts/ask-gateway.ts';
import { checkMoney } from '../../payments/settlement/check-money.ts';
import { ENGINE } from '../test-database.ts';
import type { Draft } from './draft.ts';
import { foreignWriteOf } from './foreign-write.ts';
import { harvest } from './harvest.ts';
import { type Exchange, faultOf, MOST_WORK_MS } from './judge.ts';
import { liveOn } from './live-on.ts';
import { send } from './send.ts';
import { procedureTargets, routeTargets, type Target } from './targets.ts';
import { toWire, type Wire } from './to-wire.ts';
import { openWorld, type World } from './world.ts';
import { forgetWrites } from './writes.ts';

export interface FuzzWanted {
  seed: number;
  requests: number;
  /** The path in a failure's report: only that one request is sent. */
  path?: string | undefined;
  /** The targets, by name; all by default. */
  only?: ((target: string) => boolean) | undefined;
  /** Milliseconds; see {@link MOST_WORK_MS}. */
  mostWorkMs?: number | undefined;
}

export interface Played {
  /** Number of calls by target. */
  calls: Map<string, number>;
  /** Number of answers by status. */
  statuses: Map<number, number>;
  /** Null: nothing was wrong. */
  failure: string | null;
}

/**
 * Sends requests of every kind to a server of its own, one after the other, and judges each answer; at the end the
 * server still answers, its money adds up, its mails leave, and days pass. A failure is made smaller, and written as
 * seed, path and request.
 */
export async function playFuzz(wanted: FuzzWanted): Promise<Played> {
  const world = await openWorld();
  try {
    return await playFuzzIn(world, wanted);
  } finally {
    await world.stop();
  }
}

/** The same, in an existing world. */
export async function playFuzzIn(world: World, wanted: FuzzWanted): Promise<Played> {
  const played: Played = { calls: new Map(), statuses: new Map(), failure: null };
  const crashes: unknown[] = [];
  const onCrash = (error: unknown) => void crashes.push(error);
  process.on('unhandledRejection', onCrash);
  try {
    // Power cuts are tested by crash.test.ts; here syncing would only take time.
    if (ENGINE === 'sqlite') await sql`pragma synchronous = off`.execute(world.context.db);
    const targets = targetsOf(world).filter(({ name }) => wanted.only?.(name) ?? true);
    const anyDraft = fc.oneof(...targets.map(({ drafts }) => drafts));
    const result = await fc.check(
      fc.asyncProperty(anyDraft, (draft) =>
        playOne(world, draft, played, crashes, wanted.mostWorkMs),
      ),
      {
        seed: wanted.seed,
        numRuns: wanted.path === undefined ? wanted.requests : 1,
        ...(wanted.path === undefined ? {} : { path: wanted.path }),
        // Smaller ones fail for the same reason, and each may take long.
        interruptAfterTimeLimit: 600_000,
      },
    );
    played.failure = result.failed
      ? reportOf(wanted.seed, result)
      : await faultAtEnd(world, wanted.seed);
  } finally {
    process.off('unhandledRejection', onCrash);
  }
  return played;
}

export function targetsOf({ server }: Pick<World, 'server'>): Target[] {
  return [...procedureTargets(appRouter), ...routeTargets(server.app)];
}

async function playOne(
  world: World,
  draft: Draft,
  { calls, statuses }: Played,
  crashes: unknown[],
  mostWorkMs = MOST_WORK_MS,
): Promise<void> {
  await world.tick();
  world.faults.length = 0;
  const wire = await toWire(world, draft);
  // The work that earlier calls have begun is not counted to this one.
  await questionsAnswered(world.context);
  await forgetWrites(world.context.db);
  const before = process.cpuUsage();
  const answer = await send(world.server.url, wire).catch((error: unknown) => {
    throw new Error(`${error}\n${written(wire)}`);
  });
  const { user, system } = process.cpuUsage(before);
  const workMs = (user + system) / 1_000;
  const exchange: Exchange = { draft, wire, answer, workMs, mostWorkMs };
  calls.set(draft.target, (calls.get(draft.target) ?? 0) + 1);
  statuses.set(answer.status ?? 0, (statuses.get(answer.status ?? 0) ?? 0) + 1);
  const fault =
    (await faultOf(world, exchange)) ??
    (await foreignWriteOf(world, exchange)) ??
    crashes.splice(0).map(stackOf)[0] ??
    null;
  harvest(world.harvested, answer);
  if (fault === null) return;
  const logged = world.faults.map((line) => `\nlog: ${line}`).join('');
  throw new Error(
    `${fault}\n${written(wire)}\n→ ${answer.status} ${answer.text.slice(0, 500)}${logged}`,
  );
}

function stackOf(error: unknown): string {
  return `an unhandled rejection: ${error instanceof Error ? error.stack : error}`;
}

/** A short description of a request as it was sent. */
function written({ method, path, headers, body }: Wire): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.slice(0, 300)}`);
  const sent = body.toString().slice(0, 2_000);
  return [`${method} ${path.slice(0, 2_000)}`, ...lines, '', sent].join('\n');
}

function reportOf(seed: number, result: fc.RunDetails<[Draft]>): string {
  const { counterexample, counterexamplePath, numRuns, numShrinks, errorInstance } = result;
  const cause = errorText(errorInstance);
  return [
    `request ${numRuns} of seed ${seed}, made smaller ${numShrinks} times: ${cause}`,
    `draft: ${fc.stringify(counterexample?.[0])}`,
    `again: npm run fuzz -- --seed ${seed} --path ${counterexamplePath}`,
    `or, where it needs the requests before it: npm run fuzz -- --seed ${seed} --requests ${numRuns}`,
  ].join('\n');
}

async function faultAtEnd(world: World, seed: number): Promise<string | null> {
  const { server, context } = world;
  const health = await fetch(`${server.url}/health`);
  await health.arrayBuffer();
  const faults = (await checkMoney(context.db)).map((fault) => JSON.stringify(fault));
  faults.push(...(await liveOn(world)));
  faults.push(...(await checkMoney(context.db)).map((fault) => JSON.stringify(fault)));
  if (faults.length === 0) return null;
  return `after all requests of seed ${seed}: ${faults.slice(0, 10).join('\n')}`;
}
