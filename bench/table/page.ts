import type { BenchTable } from './bench-table.ts';
import { frame, KeyTimes } from './frames.ts';
import { floorTable, loadRevogrid, revogridTable, tabulatorTable } from './others.ts';
import { widgetTable } from './widget.ts';

const TABLES = {
  floor: floorTable,
  widget: widgetTable,
  tabulator: tabulatorTable,
  revogrid: revogridTable,
};

export type TableName = keyof typeof TABLES;

declare global {
  interface Window {
    bench: typeof bench;
  }
}

const times = new KeyTimes();
let table: BenchTable | undefined;

const bench = {
  frame,
  /** Time from making the table to the end of the first frame with rows, in ms. */
  async paint(name: TableName): Promise<number> {
    if (name === 'revogrid') await loadRevogrid();
    await frame();
    const start = performance.now();
    table = TABLES[name](document.getElementById('place') as HTMLElement);
    while (!table.isShown()) await frame();
    await frame();
    return performance.now() - start;
  },
  async begin(_name: TableName): Promise<void> {
    // Time in which a table loads or measures after it is shown.
    for (let n = 0; n < 30; n++) await frame();
    await table?.begin();
    await frame();
    times.start();
  },
  keyTimes: () => times.taken,
  async change(_name: TableName, row: number): Promise<number> {
    const start = performance.now();
    await table?.change(row);
    await frame();
    return performance.now() - start;
  },
};
window.bench = bench;
