/** What the bundler knows of a module: the modules that it imports at once, not later. */
interface ModuleInfo {
  importedIds: readonly string[];
}

interface ChunkingContext {
  getModuleInfo(id: string): ModuleInfo | null;
}

interface ChunkGroup {
  name(id: string, context: ChunkingContext): string | null;
  debugName: string;
  priority: number;
}

/** What a page loads at one time, by the modules with which it begins. */
const LOADS = {
  /** The public elements and their skeleton. */
  base: ['define.ts'],
  /** The order form until its first step can be used. */
  form: ['ordering/order-wizard.ts', 'host/sign-in-keeper.ts'],
  /** What the first step opens, and the steps after it. */
  later: [
    'ordering/confirm/confirm-step.ts',
    'ordering/details/common-end-dialog.ts',
    'ordering/details/party-fields.ts',
    'ordering/details/short-rows.ts',
    'ordering/paste/add-codes.ts',
    'ordering/paste/paste-dialog.ts',
    'ordering/place/commit-offer.ts',
    'ordering/place/place-step.ts',
    'ordering/quotation/quotation-dialog.ts',
    'ordering/start/draft-question.ts',
    'ordering/start/reorder-draft.ts',
    'ordering/table/other-licenses.ts',
  ],
  /** Orders, and paying them. */
  orders: [
    'host/sign-in-keeper.ts',
    'orders-list/order-list.ts',
    'orders-list/order-view.ts',
    'payment/pay-view.ts',
  ],
  bell: ['bell/bell-menu.ts', 'host/sign-in-keeper.ts'],
} as const;

type Load = keyof typeof LOADS;

/** The chunks, in the order in which they take modules: those shared by more come first. */
const CHUNKS = [
  'base',
  'common',
  'following',
  'shared',
  'order-form',
  'form-later',
  'orders',
  'bell',
] as const;

type Chunk = (typeof CHUNKS)[number];

/** The index of tRPC's client imports these beside what all calls need; only an open stream uses them. */
const STREAMS =
  /@trpc\/.*(stream|ubscription|unpromise|behaviorSubject|codes|Tracked|ConnectionParams)|helpers\/.*usingCtx/;

/**
 * Puts modules that a page loads together into one chunk: fewer requests, and text that repeats is compressed once.
 *
 * @param widget the folder of the widget's sources
 */
export function chunksByLoad(widget: string): ChunkGroup[] {
  let loads: ReadonlyMap<string, ReadonlySet<Load>> | undefined;
  return CHUNKS.map((chunk, index) => ({
    debugName: chunk,
    priority: CHUNKS.length - index,
    name(id, context) {
      loads ??= loadsOfModules(widget, context);
      // What the bundler itself adds to every chunk.
      if (id.includes('rolldown/runtime')) return chunk === 'base' ? chunk : null;
      if (STREAMS.test(id)) return null;
      return chunkFor(loads.get(id) ?? new Set()) === chunk ? chunk : null;
    },
  }));
}

function loadsOfModules(widget: string, context: ChunkingContext): Map<string, Set<Load>> {
  const all = new Map<string, Set<Load>>();
  for (const load of Object.keys(LOADS) as Load[]) {
    const queue = LOADS[load].map((path) => `${widget}/${path}`);
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const loads = all.get(id) ?? new Set();
      if (loads.has(load)) continue;
      all.set(id, loads.add(load));
      queue.push(...(context.getModuleInfo(id)?.importedIds ?? []));
    }
  }
  return all;
}

/** Null: what belongs to no load is left to the bundler, as catalogues are. */
function chunkFor(loads: ReadonlySet<Load>): Chunk | null {
  if (loads.has('base')) return 'base';
  if (loads.has('form')) {
    // The form is there before its later parts.
    return loads.has('orders') || loads.has('bell') ? 'common' : 'order-form';
  }
  if (loads.size > 1) return loads.has('bell') ? 'following' : 'shared';
  if (loads.has('later')) return 'form-later';
  if (loads.has('orders')) return 'orders';
  return loads.has('bell') ? 'bell' : null;
}
