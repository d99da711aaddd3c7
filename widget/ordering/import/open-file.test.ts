import { expect } from '@open-wc/testing';
import { xlsxFile } from '../../ui/spreadsheet/xlsx-file.ts';
import { fileProblemOf } from './file-problem.ts';
import { openFile } from './open-file.ts';

const { Worker: BrowserWorker } = globalThis;

afterEach(() => {
  globalThis.Worker = BrowserWorker;
});

const options = (signal: AbortSignal) => ({
  sheet: null,
  withHidden: false,
  signal,
  onLines: () => {},
});

/** The error that opening a file ends with. */
async function errorOf(file: Blob, signal = new AbortController().signal): Promise<unknown> {
  return await openFile(file, options(signal)).then(
    () => 'read',
    (error) => error,
  );
}

describe('a workbook', () => {
  it('a workbook is read by a worker, and by the page only where its policy allows none', async () => {
    const answers: string[] = [];
    globalThis.Worker = class extends BrowserWorker {
      constructor(url: string | URL, workerOptions?: WorkerOptions) {
        super(url, workerOptions);
        this.addEventListener('message', ({ data }) => answers.push(data.kind));
      }
    };
    const rows = Array.from({ length: 700 }, (_, index) => [`Khách hàng ${index}`]);
    const lines: string[] = [];
    await openFile(await xlsxFile(rows, 'x'), {
      ...options(new AbortController().signal),
      onLines: (some) => lines.push(...some.map(({ cells }) => cells[0] ?? '')),
    });
    expect(lines).to.deep.equal(rows.flat());
    expect(answers[0]).to.equal('ready');
    expect(answers.slice(1, -1)).to.include('lines');
    expect(answers.at(-1)).to.equal('done');
  });
});

describe('a file that is opened where the page allows no worker', () => {
  let workers = 0;

  beforeEach(() => {
    workers = 0;
    // Like a page's policy.
    globalThis.Worker = class {
      constructor() {
        workers += 1;
        throw new Error('refused');
      }
    } as unknown as typeof Worker;
  });

  it('no reading and no worker begins for a list that was closed meanwhile', async () => {
    const closing = new AbortController();
    const file = await xlsxFile([['MST']], 'x');
    const error = errorOf(file, closing.signal);
    closing.abort('closed');
    expect(await error).to.equal('closed');
    expect(workers).to.equal(0);
  });

  it('a file that the page reads is called damaged wherever its bytes are, and never a lost connection', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => [`${index}`, `Khách hàng ${index}`]);
    const bytes = new Uint8Array(await (await xlsxFile(rows, 'x')).arrayBuffer());
    expect(await errorOf(new Blob([bytes]))).to.equal('read');
    expect(workers).to.equal(1);
    const { length } = bytes;
    for (const [from, to] of [
      [length / 2, length / 2 + 200],
      [length - 120, length - 30],
    ] as const) {
      const damaged = bytes.map((byte, at) => (at >= from && at < to ? byte ^ 0x5a : byte));
      expect(fileProblemOf(await errorOf(new Blob([damaged]))), `${from}`).to.equal('damaged');
    }
    expect(fileProblemOf(await errorOf(new Blob([bytes.slice(0, length / 2)])))).to.equal(
      'damaged',
    );
  });
});
