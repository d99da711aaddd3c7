import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from './foundation/domain-error.ts';
import { HOUR_MS } from './foundation/durations.ts';
import { LiveUpdates } from './foundation/live-updates.ts';
import { ALONE } from './foundation/peers.ts';
import { CodeGuesses } from './limits/code-guesses.ts';
import { account, CostLimitsInMemory } from './limits/cost-limits.ts';
import { linkedPeers } from './testing/processes/linked-peers.ts';

const isRefusal = (error: unknown) =>
  error instanceof DomainError && error.code === 'TOO_MANY_REQUESTS';

describe('limits over several processes', () => {
  const setUp = (count: number) => {
    let now = 1_000;
    const peers = linkedPeers(count);
    const processes = peers.map((own) => new CostLimitsInMemory(() => now, own));
    const pass = (ms: number) => {
      now += ms;
    };
    return { processes, peers, pass };
  };

  it('a caller gets from many processes what it would get from one', () => {
    const { processes, pass } = setUp(4);
    const an = account('person', ['an'], 60);
    const take = () => {
      let taken = 0;
      for (let i = 0; i < 400; i++) if (processes[i % 4]?.take([an], 1) === null) taken++;
      return taken;
    };
    // At most two units are unsent in each process.
    const first = take();
    assert.ok(first >= 60 && first <= 60 + 3 * 2, `${first} of 60`);
    pass(60_000);
    const second = take();
    assert.ok(second >= 60 - 3 * 2 && second <= 60 + 3 * 2, `${second} of 60`);
  });

  it('calls that come to all processes at one moment get no more than from one', async () => {
    // Each message takes a while, as many calls do meanwhile.
    const peers = linkedPeers(4, (deliver) => void setTimeout(deliver, 5));
    // Time stands still: nothing comes back, and no process on a busy machine stops waiting for the others.
    const processes = peers.map((own) => new CostLimitsInMemory(() => 0, own));
    const an = account('person', ['an'], 60);
    const calls = Array.from({ length: 400 }, async (_, index) => {
      const limits = processes[index % 4] as CostLimitsInMemory;
      return (await limits.spend([an], 1)) === null;
    });
    const taken = (await Promise.all(calls)).filter((passed) => passed).length;
    assert.ok(taken >= 50 && taken <= 60 + 4, `${taken} of 60`);
  });

  it('a call waits two seconds for processes that can’t be heard, and goes on', async () => {
    const [own] = linkedPeers(2, () => {});
    const limits = new CostLimitsInMemory(() => performance.now(), own);
    const an = account('person', ['an'], 60);
    const began = performance.now();
    let taken = 0;
    for (let i = 0; i < 31; i++) {
      if ((await limits.spend([an], 1)) === null) taken++;
    }
    assert.equal(taken, 31);
    const took = performance.now() - began;
    assert.ok(took >= 1_900, `${took} ms`);
  });

  it('a cost found out afterwards is a debt in every process', () => {
    const { processes } = setUp(2);
    const an = account('person', ['an'], 60);
    processes[0]?.charge([an], 1_000);
    assert.equal(processes[1]?.take([an], 1)?.retryAfter, 121);
  });

  it('a right password given to one process is given back in all of them', () => {
    const { processes } = setUp(2);
    const network = account('operations network', ['192.0.2.1'], 10);
    for (let i = 0; i < 50; i++) {
      assert.equal(processes[i % 2]?.take([network], 1), null);
      processes[i % 2]?.charge([network], -1);
    }
  });

  it('a caller that asks each process for less than its budget gets no more from all of them', () => {
    const { processes, pass } = setUp(4);
    const an = account('person', ['an'], 60);
    let taken = 0;
    // Half the budget of each process in every minute, for ten minutes.
    for (let second = 0; second < 600; second++) {
      for (const limits of second % 2 === 0 ? processes : []) {
        if (limits.take([an], 1) === null) taken++;
      }
      pass(1_000);
    }
    assert.ok(taken <= 11 * 60 + 3 * 2, `${taken} in ten minutes`);
    assert.ok(taken >= 10 * 60);
  });

  it('much spending causes few messages', () => {
    const { processes, peers, pass } = setUp(2);
    const an = account('person', ['an'], 3_000);
    for (let i = 0; i < 1_200; i++) {
      assert.equal(processes[0]?.take([an], 1), null);
      pass(100);
    }
    assert.equal(peers[0]?.said.length, 20);
  });

  it('a process alone keeps to the limits by itself', () => {
    const limits = new CostLimitsInMemory(() => 0);
    const an = account('person', ['an'], 60);
    const taken = Array.from({ length: 100 }, () => limits.take([an], 1)).filter(
      (refusal) => refusal === null,
    );
    assert.equal(taken.length, 60);
  });
});

describe('guesses of codes over several processes', () => {
  const firm = { portalId: 'p', firmId: 'f' };

  it('a firm has one count of guesses, whichever process it asks', () => {
    const processes = linkedPeers(2).map((own) => new CodeGuesses(own));
    const [one, other] = processes as [CodeGuesses, CodeGuesses];
    for (let i = 0; i < 30; i++) processes[i % 2]?.add(firm, `MOT${i}`, 1_000);
    assert.throws(() => one.check(firm, 'MOI', 1_000), isRefusal);
    assert.throws(() => other.check(firm, 'MOI', 1_000), isRefusal);
    other.check(firm, 'MOT0', 1_000);
    other.check({ ...firm, firmId: 'g' }, 'MOI', 1_000);
    one.check(firm, 'MOI', 1_000 + HOUR_MS);
  });

  it('a process that starts learns of earlier guesses', () => {
    const [before, after] = linkedPeers(2);
    const one = new CodeGuesses(before);
    for (let i = 0; i < 30; i++) one.add(firm, `MOT${i}`, 1_000);
    // Begun later: it has heard none of them.
    const other = new CodeGuesses(after);
    other.check(firm, 'MOI', 1_000);
    after?.tell(['hello']);
    assert.throws(() => other.check(firm, 'MOI', 1_000), isRefusal);
    other.check(firm, 'MOI', 1_000 + HOUR_MS);
  });
});

describe('streams over several processes', () => {
  const owner = { portalId: 'p', firmId: 'f', accountantId: 'an' };

  it('an accountant has one number of streams, and closed ones are free everywhere', async () => {
    const processes = linkedPeers(3).map((own) => new LiveUpdates(own));
    const closing = new AbortController();
    const streams = Array.from({ length: 30 }, (_, index) => {
      const live = processes[index % 3] as LiveUpdates;
      return live.changes(['list:p/f'], owner, closing.signal);
    });
    await Promise.all(streams.map((stream) => stream.next()));
    for (const live of processes) {
      assert.throws(() => live.checkFree(owner), isRefusal);
      live.checkFree({ ...owner, accountantId: 'binh' });
    }
    closing.abort();
    await Promise.all(streams.map((stream) => stream.return(undefined)));
    for (const live of processes) live.checkFree(owner);
  });

  it('a process that begins is told how many streams there are, within half a minute', async () => {
    const [before, after] = linkedPeers(2);
    const one = new LiveUpdates(before);
    const closing = new AbortController();
    const streams = Array.from({ length: 30 }, () =>
      one.changes(['list:p/f'], owner, closing.signal),
    );
    await Promise.all(streams.map((stream) => stream.next()));
    const other = new LiveUpdates(after);
    other.checkFree(owner);
    before?.beat();
    assert.throws(() => other.checkFree(owner), isRefusal);
    closing.abort();
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  });

  it('a stream gets what another process publishes, and after a loss looks at everything', async () => {
    const peers = linkedPeers(2);
    const [one, other] = peers.map((own) => new LiveUpdates(own)) as [LiveUpdates, LiveUpdates];
    const closing = new AbortController();
    const stream = one.changes(['list:p/f', 'order:1'], owner, closing.signal);
    const next = async () => {
      const { value } = await stream.next();
      return value && { topics: [...value.topics], isRound: value.isRound };
    };
    assert.deepEqual(await next(), { topics: ['list:p/f', 'order:1'], isRound: false });
    other.publish('order:1', 'order:2');
    assert.deepEqual(await next(), { topics: ['order:1'], isRound: false });
    peers[1]?.tell(['lost']);
    assert.deepEqual(await next(), { topics: ['list:p/f', 'order:1'], isRound: false });
    closing.abort();
    await stream.return(undefined);
  });

  it('a stream looks by itself twice a minute, and every five seconds while no other process is heard', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    for (const [isWell, pause] of [
      [true, 30_000],
      [false, 5_000],
    ] as const) {
      const live = new LiveUpdates({ ...ALONE, isWell });
      const closing = new AbortController();
      const stream = live.changes(['list:p/f'], owner, closing.signal);
      await stream.next();
      let isRound: boolean | undefined;
      const looked = stream.next().then(({ value }) => {
        isRound = value?.isRound;
      });
      t.mock.timers.tick(pause - 1);
      await nextTurn();
      assert.equal(isRound, undefined);
      t.mock.timers.tick(1);
      await looked;
      assert.equal(isRound, true);
      closing.abort();
      await stream.return(undefined);
    }
    assert.equal(ALONE.isWell, true, 'a server that is alone misses nothing');
  });
});
