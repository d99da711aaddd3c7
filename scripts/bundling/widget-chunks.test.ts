import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chunksByLoad } from './widget-chunks.ts';

type Graph = Record<string, { now?: string[]; later?: string[] }>;

/** The chunk of each module, as the bundler would ask for it. */
function chunksOf(graph: Graph): Record<string, string | undefined> {
  const context = {
    getModuleInfo: (id: string) => {
      const { now = [], later = [] } = graph[id] ?? {};
      return { importedIds: now, dynamicallyImportedIds: later };
    },
  };
  const groups = chunksByLoad('widget').sort((a, b) => b.priority - a.priority);
  const chunkOf = (id: string) => groups.find(({ name }) => name(id, context) !== null)?.debugName;
  return Object.fromEntries(Object.keys(graph).map((id) => [id, chunkOf(id)]));
}

describe('chunksByLoad', () => {
  it('chunksByLoad puts modules that a page loads together into one chunk', () => {
    const graph: Graph = {
      'widget/entry.ts': { later: ['widget/define.ts'] },
      'widget/define.ts': { now: ['lit'], later: ['widget/ordering/order-wizard.ts'] },
      lit: {},
      'widget/ordering/order-wizard.ts': {
        now: ['lit', 'widget/ordering/row.ts'],
        later: ['widget/ordering/paste.ts', 'widget/ordering/confirm.ts'],
      },
      'widget/ordering/row.ts': {},
      'widget/ordering/paste.ts': { now: ['widget/ordering/row.ts'] },
      'widget/ordering/confirm.ts': { now: ['widget/ordering/facts.ts'] },
      'widget/ordering/facts.ts': {},
    };
    assert.deepEqual(chunksOf(graph), {
      'widget/entry.ts': undefined,
      'widget/define.ts': 'base',
      lit: 'base',
      'widget/ordering/order-wizard.ts': 'order-form',
      'widget/ordering/row.ts': 'order-form',
      'widget/ordering/paste.ts': 'form-later',
      'widget/ordering/confirm.ts': 'form-later',
      'widget/ordering/facts.ts': 'form-later',
    });
  });

  it('chunksByLoad puts modules of several screens into chunks of their own', () => {
    const screens = [
      'widget/ordering/order-wizard.ts',
      'widget/orders-list/order-list.ts',
      'widget/bell/bell-menu.ts',
    ] as const;
    const [form, orders, bell] = screens;
    const graph: Graph = {
      'widget/entry.ts': { later: ['widget/define.ts'] },
      'widget/define.ts': { later: [...screens, 'widget/host/sign-in-keeper.ts'] },
      [form]: { now: ['controls'], later: ['widget/ordering/place.ts'] },
      [orders]: { now: ['controls', 'live', 'badge'] },
      [bell]: { now: ['live'] },
      'widget/ordering/place.ts': { now: ['badge'] },
      'widget/host/sign-in-keeper.ts': {},
      controls: {},
      live: {},
      badge: {},
    };
    const chunks = chunksOf(graph);
    assert.equal(chunks['widget/host/sign-in-keeper.ts'], 'common');
    assert.equal(chunks.controls, 'common');
    assert.equal(chunks.live, 'following');
    assert.equal(chunks.badge, 'shared');
    assert.deepEqual(
      [chunks[form], chunks[orders], chunks[bell]],
      ['order-form', 'orders', 'bell'],
    );
  });

  it('chunksByLoad puts the unpaid lines and mails to many into one chunk, without what others share', () => {
    const list = 'widget/orders-list/order-list.ts';
    const unpaid = 'widget/orders-list/unpaid/unpaid-view.ts';
    const mails = 'widget/orders-list/mails/mails-dialog.ts';
    const chunks = chunksOf({
      'widget/entry.ts': { later: ['widget/define.ts'] },
      'widget/define.ts': { later: [list] },
      [list]: { now: ['cells'], later: [unpaid, mails] },
      [unpaid]: { now: ['cells', 'chosen'] },
      [mails]: { now: ['cells'] },
      cells: {},
      chosen: {},
    });
    assert.deepEqual(
      [chunks[list], chunks[unpaid], chunks[mails], chunks.cells, chunks.chosen],
      ['orders', 'chasing', 'chasing', 'orders', 'chasing'],
    );
  });

  it('chunksByLoad leaves catalogues, and modules that only an open stream uses, to the bundler', () => {
    const streams = 'node_modules/@trpc/client/src/links/httpSubscriptionLink.ts';
    const graph: Graph = {
      'widget/entry.ts': { later: ['widget/define.ts'] },
      'widget/define.ts': { later: ['widget/ordering/order-wizard.ts'] },
      'widget/ordering/order-wizard.ts': { now: [streams], later: ['widget/messages/texts-vi.ts'] },
      'widget/messages/texts-vi.ts': {},
      [streams]: {},
    };
    const chunks = chunksOf(graph);
    assert.equal(chunks['widget/messages/texts-vi.ts'], undefined);
    assert.equal(chunks[streams], undefined);
  });
});
