import type { CellLine } from '../paste/delimited-lines.ts';
import { inSlices, Slices } from '../paste/slices.ts';
import { decodedText } from './decode-text.ts';
import { fileProblemOf, UnreadableFile } from './file-problem.ts';
import { withoutLegacyFonts } from './legacy-fonts.ts';
import { isMarkup } from './reading/pasted-html.ts';
import { plainLines } from './reading/plain-lines.ts';
import type { SheetLine } from './xlsx/collected-lines.ts';
import type { Answer, Asked, Workbook } from './xlsx/read-xlsx.ts';

/** The largest file that is read: 50,000 rows take a quarter of it. */
const MOST_FILE_BYTES = 20_000_000;

/** The most lines with something in them: 50,000 with headings and totals, far more than an order takes. */
const MOST_LINES = 50_100;

/** Time that a worker may take to load before the page does its work, in milliseconds. */
const WORKER_MS = 5_000;

export interface OpenOptions {
  /** The sheet of a workbook; null: the first that looks like a list, else one with lines. */
  sheet: number | null;
  /** Rows that the sheet hides are read, too. */
  withHidden: boolean;
  signal: AbortSignal;
  onLines(lines: readonly SheetLine[]): void;
}

/** Reads the lines of a workbook or a text file. @throws UnreadableFile */
export async function openFile(file: Blob, asked: OpenOptions): Promise<Workbook | null> {
  const options = { ...asked, onLines: withoutLegacyFonts(asked.onLines) };
  if (file.size === 0) throw new UnreadableFile('empty');
  if (file.size > MOST_FILE_BYTES) throw new UnreadableFile('tooLarge');
  const bytes = new Uint8Array(await file.arrayBuffer());
  options.signal.throwIfAborted();
  const begins = (...marks: number[]) => marks.every((mark, at) => bytes[at] === mark);
  if (begins(0x50, 0x4b)) return await openWorkbook(bytes, options);
  // A compound file: Excel's own before 2007, and a later one with a password.
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new UnreadableFile('oldOrLocked');
  await openText(await inSlices(decodedText(bytes), options.signal), options);
  return null;
}

/** A cell of delimiters alone is empty: its line was not divided at them. One of dashes is part of a drawn line. */
const isFilled = (cell: string) => /[^\s,;|:=_+-]/.test(cell);

/** Reads the lines of a text with cells. */
export async function openText(
  text: string,
  { signal, onLines }: Pick<OpenOptions, 'signal' | 'onLines'>,
): Promise<void> {
  // A program's data and the beginning of a document are texts, too.
  if (/^\s*([[{]\s*["[{]|%PDF-|\{\\rtf|MIME-Version:|ID;P|TABLE\s+0,1\s)/i.test(text))
    throw new UnreadableFile('notATable');
  const lines = isMarkup(text) ? await markupLines(text) : plainLines(text);
  let count = 0;
  await inSlices(
    (function* () {
      for (const line of lines) {
        if (!line?.cells.some(isFilled)) continue;
        count += 1;
        if (count > MOST_LINES) throw new UnreadableFile('tooManyLines');
        onLines([line]);
        yield;
      }
    })(),
    signal,
  );
  if (count === 0) throw new UnreadableFile(isMarkup(text) ? 'notATable' : 'empty');
}

/** The lines of a page: many programs save a table as one, under the name of a workbook. */
async function markupLines(text: string): Promise<Iterable<CellLine | undefined>> {
  const { tableLines } = await import('./xlsx/read-xlsx.ts');
  return tableLines(text);
}

/** In a worker; where the page forbids one, between the page's frames. */
async function openWorkbook(
  bytes: Uint8Array<ArrayBuffer>,
  { signal, ...options }: OpenOptions,
): Promise<Workbook> {
  const { readXlsx, address, serve } = await import('./xlsx/read-xlsx.ts');
  signal.throwIfAborted();
  // No host's bundler drops an export that is named here.
  const isServed = address !== undefined && serve !== undefined;
  const worker = isServed ? await startWorker(address) : null;
  if (worker) return await readIn(worker, bytes, { ...options, signal });
  const slices = new Slices();
  const pause = async () => {
    await slices.pause();
    signal.throwIfAborted();
  };
  try {
    return await readXlsx(bytes, { ...options, mostLines: MOST_LINES, pause });
  } catch (error) {
    signal.throwIfAborted();
    // The browser's inflater, too, throws on a damaged file: errors that look like a lost connection's.
    throw new UnreadableFile(fileProblemOf(error) ?? 'damaged');
  }
}

/** Whether the page has refused a worker: each try would be another report to its owner. */
let isRefused = false;

/**
 * Starts a worker that loads a module of this server's: a worker's own script has to be of the page's origin, so it is a
 * line that imports the module. Null where the page's policy forbids it.
 */
function startWorker(address: string): Promise<Worker | null> {
  if (isRefused) return Promise.resolve(null);
  // A policy looks up the address of an `import()` in `script-src`, as it does the widget's own; that of a static
  // import, in `worker-src`.
  const script = `import(${JSON.stringify(address)}).then(m=>m.serve()).catch(()=>postMessage({kind:'refused'}))`;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Promise<Worker | null>((resolve) => {
    const refuse = (worker?: Worker) => {
      isRefused = true;
      worker?.terminate();
      resolve(null);
    };
    try {
      const worker = new Worker(url, { type: 'module' });
      const late = setTimeout(() => {
        worker.terminate();
        resolve(null);
      }, WORKER_MS);
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        clearTimeout(late);
        if (data.kind === 'ready') resolve(worker);
        else refuse(worker);
      };
      worker.onerror = (event) => {
        clearTimeout(late);
        // The page does the work without it.
        event.preventDefault();
        refuse(worker);
      };
    } catch {
      refuse();
    }
  }).finally(() => URL.revokeObjectURL(url));
}

function readIn(
  worker: Worker,
  bytes: Uint8Array<ArrayBuffer>,
  { sheet, withHidden, signal, onLines }: OpenOptions,
): Promise<Workbook> {
  return new Promise<Workbook>((resolve, reject) => {
    // The list may have been closed while the worker was loading.
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason));
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new UnreadableFile('damaged'));
    };
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'lines') onLines(data.lines);
      else if (data.kind === 'done') resolve(data.workbook);
      else if (data.kind === 'unreadable') reject(new UnreadableFile(data.problem));
    };
    const asked: Asked = { bytes, sheet, withHidden, mostLines: MOST_LINES };
    worker.postMessage(asked, [bytes.buffer]);
  }).finally(() => worker.terminate());
}
