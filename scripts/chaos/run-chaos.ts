import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../server/config/config.ts';
import { openDatabase } from '../../server/database/connect/open.ts';
import { runTransaction } from '../../server/database/connect/run-transaction.ts';
import type { Db } from '../../server/database/db.ts';
import { addPortal } from '../../server/directory/portals/add-portal.ts';
import { OPERATIONS_PASSWORD } from '../../server/testing/operations.ts';
import { serverEnvironment } from '../../server/testing/processes/server-process.ts';
import { type Random, randomOf } from '../../server/testing/random.ts';
import { TEST_PORTAL } from '../../server/testing/test-server.ts';
import type { ChaosDatabase } from './databases.ts';
import { countDigests, goThroughNextDay, remindOnLastDay, startInTheMorning } from './days.ts';
import { settleFirms } from './firms.ts';
import { goThrough, type Harm } from './go-through.ts';
import { STEPS } from './inside-server.ts';
import { judge } from './judge.ts';
import { Operator, PUBLIC_URL } from './operator.ts';
import { type Others, startOthers } from './others.ts';
import { Person } from './people.ts';
import { Servers } from './servers.ts';
import type { Acknowledged, Surroundings } from './surroundings.ts';

export interface ChaosOptions {
  database: ChaosDatabase;
  processes: number;
  kills: number;
  seed: number;
  /** Frequency of database failures, in the place of a kill. */
  trouble?: number;
  /** Kills something other than the server's processes. */
  killing?: Killing;
}

/** Kills something under load, a given number of times; settings of the processes go with it. */
export interface Killing {
  env: Record<string, string>;
  run: (seen: Acknowledged, random: Random, kills: number) => Promise<void>;
}

export interface ChaosResult {
  faults: string[];
  orders: number;
  payments: number;
  mails: number;
  /** Reminders of licences that end soon, to firms. */
  digests: number;
  /** Answers that the database was away. */
  unavailable: number;
  kills: Record<string, number>;
}

const PEOPLE = 6;
const CUSTOMERS_OF_ONE = 12;
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Starts that are killed before the first one that lives: while the schema is made, or before or after. */
const KILLED_FIRST_STARTS = 2;
const START_MS = 1_500;

/** Least number of acknowledged actions between two kills, and its time limit (milliseconds); the rest is chance. */
const DEEDS = 5;
const DEEDS_MS = 2_500;
const CHANCE_MS = 150;

/** Jumps of the clock, in milliseconds: past the locks of a dead process's jobs, and back. */
const JUMPS_MS = [130_000, 20_000, -45_000, 15 * 60_000];

/**
 * Frequency of days that pass between two kills, and the most of them: gateways are asked about a payment for three.
 */
const NEXT_DAY = 0.2;
const MOST_DAYS = 2;

/** Frequency of database failures, in the place of a kill. */
const TROUBLE = 0.1;

/** Pause between two reports to operations, in milliseconds. */
const REPORT_PAUSE_MS = 16 * 60_000;
const JUMP_PAUSE_MS = 10_000;

/** Time limit for all begun work to end, in milliseconds. */
const DRAIN_MS = 600_000;

/** Real processes under load, killed again and again while the servers of others fail; then everything is counted. */
export async function runChaos(
  options: ChaosOptions,
  say: (stage: string) => void = () => {},
): Promise<ChaosResult> {
  const { processes, kills, seed, killing, trouble = TROUBLE } = options;
  const { address, troubles } = options.database;
  const random = randomOf(seed, 'kills');
  const others = await startOthers(randomOf(seed, 'others'));
  const env = serverEnvironment('', {
    ...settingOf(address),
    ...others.env,
    ...SETTINGS,
    ...killing?.env,
  });
  const servers = new Servers(env, processes, others.smtpPort);
  startInTheMorning(servers);
  const seen: Acknowledged = {
    orders: new Map(),
    cancelled: new Set(),
    money: new Set(),
    operated: new Map(),
    faults: [],
    newestWriteSentAt: 0,
    unavailable: 0,
  };
  const firstStarts = killing ? 0 : Math.min(kills, KILLED_FIRST_STARTS);
  try {
    for (let start = 0; start < firstStarts; start++) {
      await servers.killStart(0, random.below(START_MS));
    }
    await servers.startAll();
    const db = await openDatabase(address);
    try {
      say('all processes run');
      const surroundings = { servers, others, seen, config: readConfig(env) };
      const people = await settle(db, seed, surroundings);
      const operators = ['lan', 'minh'].map(
        (name) => new Operator(name, db, surroundings, randomOf(seed, name)),
      );
      let isOver = false;
      const lives = Promise.all([...people, ...operators].map((one) => one.live(() => isOver)));
      await Promise.race([
        lives,
        killing?.run(seen, random, kills) ??
          killAgainAndAgain(
            { servers, random, seen, troubles, trouble, say },
            db,
            kills - firstStarts,
          ),
      ]);
      isOver = true;
      say('all kills are done');
      others.calm();
      await lives;
      await finish(db, servers, others, operators, say);
      // Processes that nobody has killed complain, too: their logs are read at their end.
      await servers.stop();
      const faults = await judge(db, seen, others);
      return {
        faults: [...faults, ...complaintsOf(servers, killing).map((line) => `log: ${line}`)],
        orders: seen.orders.size,
        payments: others.charges.size,
        mails: others.mails().length,
        digests: await countDigests(db),
        unavailable: seen.unavailable,
        kills: Object.fromEntries(servers.kills),
      };
    } finally {
      await db.destroy();
    }
  } finally {
    await servers.stop();
    await others.stop();
  }
}

/**
 * At the end money is assigned; what is left of it is due back, is refused by its gateway, and goes back by the bank.
 */
const ROUNDS_OF_REFUNDS = 12;

/** Lets all begun work end, reminds each firm once more, and has an operator clear the work lists. */
async function finish(
  db: Db,
  servers: Servers,
  others: Others,
  [operator]: readonly Operator[],
  say: (stage: string) => void,
): Promise<void> {
  say('everybody is done; what was begun may end');
  await drain(db, servers, others);
  say('each firm is reminded once more');
  await remindOnLastDay(db, servers);
  await drain(db, servers, others);
  for (let round = 0; round < ROUNDS_OF_REFUNDS; round++) {
    if (!(await operator?.clear())) break;
    await drain(db, servers, others);
  }
}

const ROUNDS = /"event":"(?:order_life|commitments|expire|expiry_reminders)[._]/;

const SETTINGS = {
  RATE_LIMIT: '1000000',
  RECONCILE_AFTER: '1',
  TRANSFERS_PAUSE: '2',
  PUBLIC_URL,
  OPERATIONS_PASSWORD,
};

function settingOf(database: string): Record<string, string> {
  return /^postgres/.test(database)
    ? { DATABASE_URL: database, DATABASE_PATH: '' }
    : { DATABASE_PATH: database, DATABASE_URL: '' };
}

/** A round that finds no database is done again. */
function complaintsOf({ complaints }: Servers, killing: Killing | undefined): string[] {
  return killing === undefined ? complaints : complaints.filter((line) => !ROUNDS.test(line));
}

async function settle(db: Db, seed: number, surroundings: Surroundings): Promise<Person[]> {
  const { servers, others } = surroundings;
  const webhook = { url: others.webhookUrl, secret: WEBHOOK_SECRET };
  await addPortal(db, { ...TEST_PORTAL, webhook });
  const server = servers.any(randomOf(seed, 'settling'));
  if (server === undefined) throw new Error('No process is running');
  const codes = await settleFirms(server, PEOPLE * CUSTOMERS_OF_ONE, servers.now());
  return Array.from({ length: PEOPLE }, (_, index) => {
    const own = codes.slice(index * CUSTOMERS_OF_ONE, (index + 1) * CUSTOMERS_OF_ONE);
    return new Person(own, surroundings, randomOf(seed, `person ${index}`));
  });
}

async function killAgainAndAgain(harm: Harm, db: Db, kills: number): Promise<void> {
  const { servers, random, seen, troubles, trouble } = harm;
  let left = kills;
  let days = 0;
  while (left > 0) {
    const wanted = deedsOf(seen) + random.below(DEEDS);
    const end = performance.now() + DEEDS_MS;
    while (deedsOf(seen) < wanted && performance.now() < end) await sleep(5);
    await sleep(random.below(CHANCE_MS));
    if (random.chance(0.25)) servers.jump(random.pick(JUMPS_MS));
    const index = random.below(servers.count);
    if (troubles.length > 0 && random.chance(trouble)) {
      if (await goThrough(random.pick(troubles), harm, index)) left--;
      continue;
    }
    if (random.chance(0.5)) await servers.kill(index);
    else await servers.killAt(index, random.pick(STEPS));
    left--;
    if (left > 0 && random.chance(0.15)) {
      await servers.killStart(index, random.below(START_MS));
      left--;
    }
    if (left > 0 && days < MOST_DAYS && random.chance(NEXT_DAY)) {
      days++;
      left -= await goThroughNextDay(db, harm, index);
      continue;
    }
    await servers.start(index);
  }
}

const deedsOf = ({ orders, cancelled, money }: Acknowledged) =>
  orders.size + cancelled.size + money.size;

/** Waits until everything has left and every payment is known, with the pauses before new tries cut short. */
async function drain(db: Db, servers: Servers, others: Others): Promise<void> {
  // Reports to operations wait for each other.
  servers.jump(REPORT_PAUSE_MS);
  let nextJump = performance.now() + JUMP_PAUSE_MS;
  const end = performance.now() + DRAIN_MS;
  while (performance.now() < end) {
    const { pending } = await db
      .selectFrom('outbox')
      .select((select) => select.fn.countAll<number>().as('pending'))
      .where('state', '=', 'pending')
      .executeTakeFirstOrThrow();
    if (pending === 0 && (await isAllMoneyIn(db, others))) return;
    if (performance.now() > nextJump) {
      servers.jump(REPORT_PAUSE_MS);
      nextJump += JUMP_PAUSE_MS;
    }
    // Repeated where a server's own changes come between.
    await runTransaction(db, async (transaction) => {
      await transaction
        .updateTable('outbox')
        .set({ locked_until: 0, run_at: 0 })
        .where('state', '=', 'pending')
        .execute();
      await transaction
        .updateTable('payment_attempts')
        .set({ next_ask_at: 1 })
        .where('next_ask_at', 'is not', null)
        .where('method', '<>', 'bank_transfer')
        .execute();
    });
    // Longer than a mail takes: a mail under way is not begun twice.
    await sleep(2_000);
  }
}

/** Whether all that payers have paid is recorded, by whatever report; both reporters list each transfer. */
async function isAllMoneyIn(db: Db, { charges }: Others): Promise<boolean> {
  const all = [...charges.values()];
  const transfers = all.filter(({ method }) => method === 'bank_transfer').length;
  const { payments } = await db
    .selectFrom('payments')
    .select((select) => select.fn.countAll<number>().as('payments'))
    .where('split_of', 'is', null)
    .executeTakeFirstOrThrow();
  const { reports } = await db
    .selectFrom('payment_reports')
    .select((select) => select.fn.countAll<number>().as('reports'))
    .executeTakeFirstOrThrow();
  return Number(payments) >= all.length && Number(reports) >= transfers;
}
