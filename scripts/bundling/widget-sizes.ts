import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ENTRY = 'renewal-wizard.js';

/** Chunks for reading or writing a file. */
const FILES = /^(import-dialog|read-xlsx|recognised-for|xlsx-file)-/;

/** Brotli-compressed bytes of the widget that a page has loaded at each stage. */
export interface WidgetSizes {
  /** Until the skeleton is painted. */
  skeleton: number;
  /** Until step one of the order form can be used. */
  stepOne: number;
  /** Everything in one language, except the parts that read and write files. */
  whole: number;
}

/** @param folder a build's */
export function widgetSizes(folder: string): WidgetSizes {
  const skeleton = filesWith(folder, [ENTRY, 'base']);
  const stepOne = new Set([...skeleton, ...filesWith(folder, ['order-form', 'form-texts-vi'])]);
  const whole = chunksOf(folder).filter(
    (name) => !/^\w+-texts-en-/.test(name) && !FILES.test(name),
  );
  return {
    skeleton: bytesOf(folder, skeleton),
    stepOne: bytesOf(folder, stepOne),
    whole: bytesOf(folder, [ENTRY, ...whole.map((name) => `chunks/${name}`)]),
  };
}

/** The files of these chunks, with their static imports. */
export function filesWith(folder: string, chunks: readonly string[]): Set<string> {
  const files = new Set<string>();
  const queue = chunks.map((name) => (name === ENTRY ? ENTRY : fileOf(folder, name)));
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (files.has(file)) continue;
    files.add(file);
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name] of text.matchAll(/(?:from|import)"\.\/(?:chunks\/)?([^"]+)"/g)) {
      queue.push(`chunks/${name}`);
    }
  }
  return files;
}

function fileOf(folder: string, chunk: string): string {
  const found = chunksOf(folder).find((file) => file.replace(/-.{6}\.js$/, '') === chunk);
  if (found === undefined) throw new Error(`${chunk} is not built: npm run build`);
  return `chunks/${found}`;
}

/** The chunks of the present build; the folder has those of former builds too. */
function chunksOf(folder: string): string[] {
  return JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')).chunks;
}

function bytesOf(folder: string, files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + readFileSync(join(folder, `${file}.br`)).length, 0);
}
