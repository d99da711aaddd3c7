import { CollectedLines, type MergedCells, type SheetLine } from './collected-lines.ts';
import { HeldLines } from './held-lines.ts';
import { ODS_CONTENT, odsSheets } from './ods-sheets.ts';
import type { ReadPart } from './sheets.ts';
import { type FileProblem, problemOf, UnreadableFile } from './unreadable-file.ts';
import { xlsxSheets } from './xlsx-sheets.ts';
import { type XmlParts, XmlReader } from './xml-reader.ts';
import { type Budget, unpacked, type ZipEntry, zipEntries } from './zip-entries.ts';

export { tableLines } from './table-rows.ts';

/**
 * Reads .xlsx and .ods files by the browser's own inflater, in steps: it runs in a worker as well as between the frames of a
 * page. It imports nothing else of the widget, so that a worker loads only this. For the reasons against a library, see
 * docs/decisions.
 */

/** The most bytes that one file unpacks to. */
const MOST_UNPACKED = 150_000_000;

/** Lines handed over at a time: what a message with them costs a page is far below a frame. */
const BATCH = 500;

export interface ReadOptions {
  /** The sheet to read, from 0; null: the first visible one that looks like a list, else one with lines. */
  sheet: number | null;
  /** A sheet with more lines is refused. */
  mostLines: number;
  /** Rows that the sheet hides, as a filter does, are read, too. */
  withHidden: boolean;
  onLines(lines: SheetLine[]): void;
  /** Called between two steps. */
  pause(): Promise<void> | undefined;
}

export interface Workbook {
  /** The names of the visible sheets. */
  sheets: string[];
  /** The one that was read. */
  sheet: number;
  /** The number of hidden rows with something in them, and whether they were read. */
  hidden: number;
  withHidden: boolean;
  /** Cells that are merged over several lines, of which only the first has the text. */
  merged: MergedCells[];
}

/** @throws UnreadableFile */
export async function readXlsx(
  bytes: Uint8Array<ArrayBuffer>,
  options: ReadOptions,
): Promise<Workbook> {
  const { pause } = options;
  const budget: Budget = { left: MOST_UNPACKED };
  const entries = zipEntries(bytes);
  const read: ReadPart = (path, parts, step) =>
    readPart(entries.get(path.toLowerCase()), parts, { budget, pause, step });
  const isOds = entries.has(ODS_CONTENT);
  const { names, readSheet } = await (isOds ? odsSheets(read) : xlsxSheets(read));
  if (names.length === 0) throw new UnreadableFile('notATable');
  const linesOf = async (index: number, withHidden: boolean, held: HeldLines) => {
    const found = new CollectedLines({ ...options, withHidden });
    const hand = (least: number) => {
      if (found.lines.length >= least) held.add(found.lines.splice(0));
    };
    await readSheet(index, found, () => hand(BATCH));
    hand(1);
    return found;
  };
  let best: { workbook: Workbook; lines: HeldLines } | null = null;
  for (const index of options.sheet === null ? names.keys() : [options.sheet]) {
    // A sheet that hides all of its rows is read nevertheless.
    for (const withHidden of options.withHidden ? [true] : [false, true]) {
      const lines = new HeldLines(options, names.length === 1 || options.sheet !== null);
      const found = await linesOf(index, withHidden, lines).catch((error) => {
        // Of a sheet behind the one with lines, it does not matter.
        if (best === null) throw error;
      });
      if (!found) break;
      const { count, hidden, merged } = found;
      const workbook = { sheets: names, sheet: index, hidden, withHidden, merged };
      if (lines.areHanded) return workbook;
      if (count > 0 && lines.codes >= (best?.lines.codes ?? 0) + (best ? 1 : 0)) {
        best = { workbook, lines };
      }
      if (count > 0 || hidden === 0) break;
    }
  }
  if (best === null) throw new UnreadableFile('empty');
  best.lines.hand();
  return best.workbook;
}

interface Steps {
  budget: Budget;
  pause: ReadOptions['pause'];
  /** Called after each piece. */
  step: (() => void) | undefined;
}

/** A part that is missing has nothing in it. */
async function readPart<Parts extends XmlParts>(
  entry: ZipEntry | undefined,
  parts: Parts,
  { budget, pause, step }: Steps,
): Promise<Parts> {
  if (!entry) return parts;
  const xml = new XmlReader(parts);
  const decoder = new TextDecoder();
  for await (const piece of unpacked(entry, budget)) {
    xml.push(decoder.decode(piece, { stream: true }));
    step?.();
    await pause();
  }
  xml.end();
  return parts;
}

/** The question to a worker, and its answer. */
export interface Asked {
  bytes: Uint8Array<ArrayBuffer>;
  sheet: number | null;
  mostLines: number;
  withHidden: boolean;
}
export type Answer =
  | { kind: 'ready' }
  | { kind: 'lines'; lines: SheetLine[] }
  | { kind: 'done'; workbook: Workbook }
  | { kind: 'unreadable'; problem: FileProblem };

/** Address of this module, from which a worker loads it; undefined where everything is one classic script. */
export const address: string | undefined = import.meta.url;

/** Called by the worker: reads the one file that it is sent. */
export function serve(): void {
  const tell = (answer: Answer) => postMessage(answer);
  self.onmessage = async ({ data: { bytes, ...asked } }: MessageEvent<Asked>) => {
    try {
      const onLines = (lines: SheetLine[]) => tell({ kind: 'lines', lines });
      const workbook = await readXlsx(bytes, { ...asked, onLines, pause: () => undefined });
      tell({ kind: 'done', workbook });
    } catch (error) {
      tell({ kind: 'unreadable', problem: problemOf(error) });
    }
  };
  tell({ kind: 'ready' });
}
