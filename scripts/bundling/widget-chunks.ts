import { relative } from 'node:path';

/** A module as the bundler knows it: its static imports, and its dynamic ones. */
interface ModuleInfo {
  importedIds: readonly string[];
  dynamicallyImportedIds: readonly string[];
}

interface ChunkingContext {
  getModuleInfo(id: string): ModuleInfo | null;
}

interface ChunkGroup {
  name(id: string, context: ChunkingContext): string | null;
  debugName: string;
  priority: number;
}

/**
 * Modules that a page loads together. `later`: views opened from the order form's first step, and the later steps;
 * `chasing`: the unpaid lines and mails to many, opened by few after one of the others.
 */
type Load = 'base' | 'form' | 'later' | 'orders' | 'bell' | 'chasing';

/** The load that a dynamic import begins, by its path below widget/; the first match counts. Others are not grouped. */
const LOADS: readonly (readonly [RegExp, ...Load[]])[] = [
  [/^define\.ts$/, 'base'],
  [/^ordering\/order-wizard\.ts$/, 'form'],
  // Few people read and write files, and a worker loads the reader alone.
  [/^ordering\/import\//],
  [/^ordering\//, 'later'],
  [/^orders-list\/(unpaid|mails)\//, 'chasing'],
  [/^(orders-list|payment)\//, 'orders'],
  [/^bell\//, 'bell'],
  [/^host\/sign-in-keeper\.ts$/, 'form', 'orders', 'bell'],
];

/** The chunks in the order in which they take modules: those shared by more loads come first. */
const CHUNKS = [
  'base',
  'common',
  'following',
  'shared',
  'order-form',
  'form-later',
  'orders',
  'bell',
  'chasing',
] as const;

type Chunk = (typeof CHUNKS)[number];

/** Modules that the index of tRPC's client imports, but only an open stream uses. */
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
      if (STREAMS.test(id)) return null;
      return chunkFor(loads.get(id) ?? new Set()) === chunk ? chunk : null;
    },
  }));
}

function loadsOfModules(widget: string, context: ChunkingContext): Map<string, Set<Load>> {
  const all = new Map<string, Set<Load>>();
  for (const begun of loadedLater(`${widget}/entry.ts`, context)) {
    const [, ...loads] = LOADS.find(([paths]) => paths.test(relative(widget, begun))) ?? [];
    for (const id of reachable([begun], (from) => context.getModuleInfo(from)?.importedIds)) {
      all.set(id, new Set([...(all.get(id) ?? []), ...loads]));
    }
  }
  return all;
}

function loadedLater(entry: string, context: ChunkingContext): Set<string> {
  const later = new Set<string>();
  const imports = (id: string) => {
    const { importedIds = [], dynamicallyImportedIds = [] } = context.getModuleInfo(id) ?? {};
    for (const each of dynamicallyImportedIds) later.add(each);
    return [...importedIds, ...dynamicallyImportedIds];
  };
  reachable([entry], imports);
  return later;
}

function reachable(
  from: readonly string[],
  imports: (id: string) => readonly string[] | undefined,
): Set<string> {
  const found = new Set<string>();
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(imports(id) ?? []));
  }
  return found;
}

/** Null for a module of no load, such as a catalogue: it is left to the bundler. */
function chunkFor(all: ReadonlySet<Load>): Chunk | null {
  // A module shared with another load belongs to that load.
  const loads = new Set([...all].filter((load) => load !== 'chasing'));
  if (loads.size < all.size && loads.size === 0) return 'chasing';
  if (loads.has('base')) return 'base';
  if (loads.has('form')) {
    // The later parts are loaded after the form.
    return loads.has('orders') || loads.has('bell') ? 'common' : 'order-form';
  }
  if (loads.size > 1) return loads.has('bell') ? 'following' : 'shared';
  if (loads.has('later')) return 'form-later';
  if (loads.has('orders')) return 'orders';
  return loads.has('bell') ? 'bell' : null;
}
