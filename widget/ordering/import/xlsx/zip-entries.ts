import { UnreadableFile } from './unreadable-file.ts';

/** A file in a zip archive. */
export interface ZipEntry {
  /** 0: stored, 8: deflated. */
  method: number;
  isEncrypted: boolean;
  packed: Uint8Array<ArrayBuffer>;
}

/** Bytes that may still be unpacked: an archive of a few kilobytes can hold gigabytes. */
export interface Budget {
  left: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_SIZE = 22;
const MOST_COMMENT = 65_535;

/** Distance of the place that has the address of a zip64 archive's longer end, before the other end. */
const LONG_END = 12;

/** A field whose value stands in a longer one, as in all of them where Java writes a workbook row by row. */
const IS_LONG = 0xffffffff;
const LONG_FIELDS = 1;

/** Packed bytes given to the inflater at a time: the most that a step unpacks is a thousand times as much. */
const STEP = 8_192;

/** The archive's files by name, in lower case and with plain slashes, as its directory at the end lists them. */
export function zipEntries(bytes: Uint8Array<ArrayBuffer>): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, ZipEntry>();
  let { count, at } = directoryOf(view);
  for (; count > 0; count--) {
    if (view.getUint32(at, true) !== ENTRY) throw new UnreadableFile('damaged');
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    ) as [number, number, number];
    const extras = at + 46 + nameSize;
    const next = extras + extraSize;
    const name = new TextDecoder().decode(bytes.subarray(at + 46, extras));
    const [, size, local] = longFields(view, [at + 24, at + 20, at + 42], [extras, next]);
    // The name stands again before the data, with other extras.
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.set(name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase(), {
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      packed: bytes.subarray(start, start + size),
    });
    at = next + commentSize;
  }
  return entries;
}

/** The beginning of the directory, and its number of files. */
function directoryOf(view: DataView): { at: number; count: number } {
  const end = endOf(view);
  const at = view.getUint32(end + 16, true);
  if (at !== IS_LONG) return { at, count: view.getUint16(end + 10, true) };
  const longEnd = longAt(view, end - LONG_END);
  return { at: longAt(view, longEnd + 48), count: longAt(view, longEnd + 32) };
}

/** Values of fields; those that are too long stand one after the other in one of the extras. */
function longFields(
  view: DataView,
  fields: readonly [number, number, number],
  [from, to]: readonly [number, number],
): [number, number, number] {
  let at = from;
  while (at < to && view.getUint16(at, true) !== LONG_FIELDS)
    at += 4 + view.getUint16(at + 2, true);
  at += 4;
  return fields.map((field) => {
    const value = view.getUint32(field, true);
    if (value !== IS_LONG) return value;
    if (at >= to) throw new UnreadableFile('damaged');
    at += 8;
    return longAt(view, at - 8);
  }) as [number, number, number];
}

function longAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function endOf(view: DataView): number {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= Math.max(0, last - MOST_COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new UnreadableFile('damaged');
}

/** Unpacks a file piece by piece, as long as the budget lasts. */
export async function* unpacked(
  { method, isEncrypted, packed }: ZipEntry,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  if (isEncrypted) throw new UnreadableFile('oldOrLocked');
  if (method !== 0 && method !== 8) throw new UnreadableFile('damaged');
  const pieces = piecesOf(packed);
  const stream: ReadableStream<Uint8Array> =
    method === 0 ? pieces : pieces.pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      budget.left -= value.byteLength;
      if (budget.left < 0) throw new UnreadableFile('tooLarge');
      yield value;
    }
  } finally {
    // Nothing more of a refused file is unpacked.
    reader.cancel().catch(() => {});
  }
}

function piecesOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(at, at + STEP));
        at += STEP;
      },
    },
    { highWaterMark: 0 },
  );
}
