import { TabulatorFull } from 'tabulator-tables';
import tabulatorStyles from 'tabulator-tables/dist/css/tabulator.min.css?inline';
import type { BenchTable } from './bench-table.ts';
import { frame } from './frames.ts';
import { COLUMNS, plainRows } from './rows.ts';

const HEIGHT_PX = 750;
const YEAR = COLUMNS.findIndex(({ field }) => field === 'year');

/** All rows as text in a bare table: the browser's own share. */
export function floorTable(place: HTMLElement): BenchTable {
  const cells = (row: (typeof plainRows)[number]) =>
    COLUMNS.map(({ field }) => `<td>${row[field]}</td>`).join('');
  place.innerHTML = `<div style="height:${HEIGHT_PX}px;overflow:auto"><table>${plainRows
    .map((row) => `<tr>${cells(row)}</tr>`)
    .join('')}</table></div>`;
  return {
    isShown: () => place.querySelector('td') !== null,
    begin() {},
    change(row) {
      const cell = place.querySelectorAll('tr')[row]?.cells[YEAR];
      if (cell) cell.textContent = String(2030 + row);
    },
  };
}

export function tabulatorTable(place: HTMLElement): BenchTable {
  const style = document.createElement('style');
  style.textContent = tabulatorStyles;
  document.head.append(style);
  const table = new TabulatorFull(place, {
    data: plainRows.map((row) => ({ ...row })),
    height: HEIGHT_PX,
    rowHeight: 44,
    // Keys move between its cells only where ranges can be selected.
    selectableRange: 1,
    selectableRangeColumns: true,
    editTriggerEvent: 'dblclick',
    columns: COLUMNS.map((column) => ({ ...column, editor: 'input' })),
  });
  const cell = () => place.querySelector<HTMLElement>('.tabulator-cell[tabulator-field=year]');
  return {
    isShown: () => cell() !== null,
    begin() {
      const options = { bubbles: true, cancelable: true };
      for (const type of ['mousedown', 'mouseup', 'click']) {
        cell()?.dispatchEvent(new MouseEvent(type, options));
      }
      place.querySelector<HTMLElement>('.tabulator-tableholder')?.focus();
    },
    change: (row) => table.updateData([{ id: row + 1, year: 2030 + row }]),
  };
}

interface RevoGrid extends HTMLElement {
  source: unknown[];
  columns: unknown[];
  rowSize: number;
  setCellsFocus(from: object, to: object): Promise<void>;
  setDataAt(cell: object): Promise<unknown>;
}

/** Loads RevoGrid as a page does from a CDN, with the parts that it loads for its first grid. */
export async function loadRevogrid(): Promise<void> {
  const address = '/revogrid/revo-grid.esm.js';
  await import(/* @vite-ignore */ address);
  const place = document.body.appendChild(document.createElement('div'));
  const table = revogridTable(place, 1);
  while (!table.isShown()) await frame();
  place.remove();
}

export function revogridTable(place: HTMLElement, count = plainRows.length): BenchTable {
  const grid = document.createElement('revo-grid') as unknown as RevoGrid;
  grid.style.height = `${HEIGHT_PX}px`;
  grid.source = plainRows.slice(0, count).map((row) => ({ ...row }));
  grid.columns = COLUMNS.map(({ field, title, width }) => ({
    prop: field,
    name: title,
    size: width,
  }));
  grid.rowSize = 44;
  place.append(grid);
  return {
    isShown: () => grid.querySelector('.rgCell') !== null,
    begin: () => grid.setCellsFocus({ x: YEAR, y: 0 }, { x: YEAR, y: 0 }),
    change: (row) => grid.setDataAt({ row, col: YEAR, val: 2030 + row }),
  };
}
