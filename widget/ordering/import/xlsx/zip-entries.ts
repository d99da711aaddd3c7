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

/** Packed bytes given to the inflater at a time: the most that a step unpacks is a thousand times as much. */
const STEP = 8_192;

/** The archive's files by name, in lower case and with plain slashes, as its directory at the end lists them. */
export function zipEntries(bytes: Uint8Array<ArrayBuffer>): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const entries = new Map<string, ZipEntry>();
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (view.getUint32(at, true) !== ENTRY) throw new UnreadableFile('damaged');
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    ) as [number, number, number];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
    const local = view.getUint32(at + 42, true);
    // The name stands again before the data, with other extras.
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.set(name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase(), {
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      packed: bytes.subarray(start, start + view.getUint32(at + 20, true)),
    });
    at += 46 + nameSize + extraSize + commentSize;
  }
  return entries;
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
