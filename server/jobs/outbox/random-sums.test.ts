import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import { type MailDocument, toPlainText } from '../../channels/mail/document/mail-document.ts';
import { mailChannelOf } from '../../channels/mail/smtp/mail-channel.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import type { Tables } from '../../database/tables.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import { type Random, randomOf } from '../../testing/random.ts';
import { reportTransfer, startTransfer } from '../../testing/test-directory.ts';
import { NOW } from '../../testing/test-server.ts';
import { replanJobs } from './replan-jobs.ts';
import { retryOutbox } from './retry-outbox.ts';
import { runJob } from './run-job.ts';
import { LOCK_MS, takeJobs } from './take-jobs.ts';

const SEEDS = [2, 3];
const STEPS = 80;
const LINES = 16;

/** A mail server's answers but for taking a mail: it refuses the address, breaks off, or asks for another try. */
const ANSWERS = {
  refused: { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 no user' },
  broken: { code: 'ECONNECTION', command: 'CONN' },
  later: { code: 'EMESSAGE', command: 'DATA', responseCode: 451, response: '451 later' },
} as const;
type Answer = 'taken' | keyof typeof ANSWERS;

type Job = Tables['outbox'];

let firm: FirmDays;
before(async () => {
  firm = await FirmDays.open(SEEDS.length * LINES * 2);
});
after(() => firm.end());

/** An order whose lines are paid one by one, in their order. */
async function placed() {
  const { id, lines } = await firm.place(firm.some(LINES));
  const transfers: Awaited<ReturnType<typeof startTransfer>>[] = [];
  for (const line of lines) transfers.push(await startTransfer(firm.client, id, [line.id]));
  let next = 0;
  return {
    id,
    lines,
    paid: () => lines.slice(0, next).map((line) => line.id),
    async pay(): Promise<void> {
      const transfer = transfers[next];
      if (transfer === undefined) return;
      next++;
      assert.equal((await reportTransfer(firm.server, transfer)).status, 200);
    },
  };
}

/** A mail server, and the tax codes named under each Message-ID that has arrived. */
function mailServer(random: Random, codes: readonly string[]) {
  const arrived = new Map<string, string>();
  const faults: string[] = [];
  const arrive = (id: string, document: MailDocument) => {
    const text = toPlainText(document);
    const named = codes.filter((code) => text.includes(code)).join(' ');
    if ((arrived.get(id) ?? named) !== named) faults.push(`${id} names other lines than before`);
    arrived.set(id, named);
  };
  const answering = (answer: Answer): Mailer => ({
    async send(id, _to, document) {
      // A mail may arrive although the connection breaks.
      if (answer === 'taken' || (answer !== 'refused' && random.chance(0.4))) arrive(id, document);
      if (answer !== 'taken') throw Object.assign(new Error(answer), ANSWERS[answer]);
    },
    close() {},
  });
  return { arrived, faults, answering };
}

/** One history: its orders, its mail server, and jobs of processes that hang in sending a mail. */
async function begin(seed: number) {
  await firm.begin();
  const { context } = firm.server;
  await context.db.deleteFrom('outbox').execute();
  const random = randomOf(seed);
  const orders = [await placed(), await placed()];
  const codes = orders.flatMap(({ lines }) => lines.map(({ customer }) => customer.taxCode));
  const { arrived, faults, answering } = mailServer(random, codes);
  const channel = mailChannelOf(context);
  const hanging: Job[] = [];
  let now = NOW;
  return {
    ...{ context, random, orders, arrived, faults, hanging },
    take: (count: number) => takeJobs(context, 'money_mails', count, '', []),
    async run(jobs: readonly Job[], answer: Answer): Promise<void> {
      const ways = { context, mailer: answering(answer), channel, isTry: false };
      for (const job of jobs) await runJob(ways, job);
    },
    pass(time: number): void {
      now += time;
      firm.server.setNow(now);
    },
  };
}

type History = Awaited<ReturnType<typeof begin>>;

async function step(history: History): Promise<string> {
  const { context, random, orders, hanging, take, run, pass } = history;
  const answer = random.pick(['taken', 'taken', 'refused', 'broken', 'later'] as const);
  const order = random.pick(orders);
  const steps: Record<string, () => unknown> = {
    pay: order.pay,
    payAgain: order.pay,
    payInARace: () =>
      Promise.all([order.pay(), take(2).then((jobs) => run(jobs, answer)), order.pay()]),
    send: async () => await run(await take(3), answer),
    sendAgain: async () => await run(await take(3), answer),
    hang: async () => hanging.push(...(await take(1))),
    goOn: async () => await run(hanging.splice(0, 1), 'taken'),
    wait: () => pass(LOCK_MS + random.below(40) * MINUTE_MS),
    setBack: () => pass(-random.below(60) * MINUTE_MS),
    replan: () => replanJobs(context),
    retry: () => retryDead(history),
    giveUpAndRetry: async () => {
      pass(LOCK_MS);
      await run(await take(3), 'refused');
      await retryDead(history);
    },
  };
  const name = random.pick(Object.keys(steps));
  await steps[name]?.();
  return `${name} (${answer})`;
}

async function retryDead({ context, random }: History): Promise<void> {
  const dead = (await sums(context)).filter(({ state }) => state === 'dead');
  if (dead.length > 0) await retryOutbox(context, 'an', { jobId: random.pick(dead).id });
}

async function sums({ db }: History['context']): Promise<Job[]> {
  return await db.selectFrom('outbox').selectAll().where('summed', '=', 1).execute();
}

/** Each paid line is in one mail, and what has arrived under a Message-ID stays in that mail. */
async function check({ context, orders, arrived, faults }: History, done: string): Promise<void> {
  assert.deepEqual(faults, [], done);
  const jobs = await sums(context);
  for (const order of orders) {
    const told = jobs
      .filter((job) => job.order_id === order.id)
      .flatMap(({ payload }) => (JSON.parse(payload) as MailJobOf<'payment_received'>).lineIds);
    assert.deepEqual(told.toSorted(), order.paid().toSorted(), done);
  }
  const known = new Set(jobs.map(({ id }) => id));
  for (const id of arrived.keys())
    assert.ok(known.has(id), `${id} has arrived and is gone: ${done}`);
}

for (const seed of SEEDS) {
  it(`each payment is in one mail, whatever happens to mails, processes and clocks (seed ${seed})`, async () => {
    const history = await begin(seed);
    const done: string[] = [];
    for (let steps = 0; steps < STEPS; steps++) {
      done.push(await step(history));
      await check(history, done.slice(-12).join(', '));
    }
    // In a pause from now all that were not tried leave, wherever the clock has been; the others have pauses of their own.
    await replanJobs(history.context);
    history.pass(30 * MINUTE_MS);
    for (let jobs = await history.take(3); jobs.length > 0; jobs = await history.take(3)) {
      await history.run(jobs, 'taken');
    }
    const waiting = (await sums(history.context)).filter(
      ({ state, tries, last_error: error }) => state === 'pending' && tries === 0 && error === null,
    );
    assert.deepEqual(waiting, []);
    await check(history, 'the end');
  });
}
