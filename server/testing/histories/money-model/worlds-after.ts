import type { MoneyEvent } from './money-event.ts';
import { cancel, commit, expire, lapse, place, postpone } from './orders.ts';
import { assign, change, giveBack, letGo, receive, separate } from './payments.ts';
import type { World } from './world.ts';

/**
 * The possible worlds after concurrent events, in any order. A world in which an event could not have had its result is
 * left out.
 */
export function worldsAfter(worlds: readonly World[], events: readonly MoneyEvent[]): World[] {
  let open = new Map(worlds.map((world) => [JSON.stringify(world), { world, done: 0 }]));
  for (let step = 0; step < events.length; step++) {
    const next: typeof open = new Map();
    for (const { world, done } of open.values()) {
      for (const [index, event] of events.entries()) {
        if (done & (1 << index)) continue;
        const changed = structuredClone(world);
        if (!happen(changed, event)) continue;
        const nowDone = done | (1 << index);
        next.set(`${nowDone} ${JSON.stringify(changed)}`, { world: changed, done: nowDone });
      }
    }
    open = next;
  }
  return [...open.values()].map(({ world }) => world);
}

/** Changes the world; false when the event is impossible in it. */
function happen(world: World, event: MoneyEvent): boolean {
  switch (event.kind) {
    case 'money':
      return receive(world, event);
    case 'placed':
      return place(world, event);
    case 'cancel':
      return cancel(world, event);
    case 'market':
      world.market = { ...world.market, ...event.change };
      return true;
    case 'committed':
      return commit(world, event);
    case 'postponed':
      return postpone(world, event);
    case 'promises_looked_at':
      return lapse(world, event.order);
    case 'due_date_looked_at':
      return expire(world, event.order);
    case 'assigned':
      return assign(world, event);
    case 'approved':
      return letGo(world, event.transaction, 'suspected');
    case 'given_back':
      return giveBack(world, event.transaction);
    case 'joined':
      return change(world, event.transaction, 'unmatched', 'joined');
    case 'separated':
      return separate(world, event);
    case 'set_aside':
      return change(world, event.transaction, 'unmatched', 'set_aside');
    case 'taken_back':
      return change(world, event.transaction, 'set_aside', 'unmatched');
    case 'refunded':
      world.refundDue -= event.amount;
      world.refunded += event.amount;
      return true;
  }
}
