import type { DraftRow } from '../draft/draft.ts';
import type { CellPlace } from './cell-range.ts';
import { CELL_COLUMNS, type CellColumn } from './cells.ts';

/** The place of an event in the table. */
export interface Cell {
  row: DraftRow;
  /** Null in a row, outside of the cells that can be copied. */
  place: CellPlace | null;
  element: HTMLElement | undefined;
  /** The columns in sight. */
  columns: readonly CellColumn[];
}

/** The cell around an element; null outside of all rows. */
export function cellIn(path: readonly HTMLElement[], shown: readonly DraftRow[]): Cell | null {
  const line = path.find((each) => each.dataset.key);
  const row = shown.find(({ key }) => String(key) === line?.dataset.key);
  if (!line || !row) return null;
  const element = path.find((each) => each.matches('.line > td'));
  const column = columnOf(element);
  const place = column ? { key: row.key, column } : null;
  return { row, place, element, columns: columnsInSight(line).map(({ column }) => column) };
}

/** The column of a row in which a point lies; the nearest where it is beside them all. */
export function columnAt(line: HTMLElement, x: number, y: number): CellColumn | undefined {
  const cells = columnsInSight(line).map(({ column, element }) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    // A card has several cells above each other.
    const beside = Math.max(left - x, x - right, 0) + Math.max(top - y, y - bottom, 0);
    return { column, beside };
  });
  const nearest = Math.min(...cells.map(({ beside }) => beside));
  return cells.find(({ beside }) => beside === nearest)?.column;
}

function columnsInSight(line: HTMLElement): { column: CellColumn; element: Element }[] {
  const inSight = [...line.children].filter((each) => each.checkVisibility());
  return CELL_COLUMNS.flatMap((column) => {
    const element = inSight.find((each) => each.classList.contains(column));
    return element ? [{ column, element }] : [];
  });
}

function columnOf(element: Element | undefined): CellColumn | undefined {
  return CELL_COLUMNS.find((each) => element?.classList.contains(each));
}

/** The focused element and its ancestors, through shadow roots. */
export function focusPath(): HTMLElement[] {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const path: HTMLElement[] = [];
  for (let node: Node | null = focused; node; node = node.parentNode) {
    if (node instanceof HTMLElement) path.push(node);
    if (node instanceof ShadowRoot) {
      path.push(node.host as HTMLElement);
      node = node.host;
    }
  }
  return path;
}

/** Whether it is a field in which keys edit the text. */
export function isTextField(target: EventTarget | undefined): target is HTMLElement {
  const texts = 'textarea, input:not([type=checkbox], [type=radio])';
  return target instanceof Element && target.matches(texts);
}

/** The elements around an event that the form contains, from the inside out; those of the page's are no concern. */
function pathWithin(event: Event): HTMLElement[] {
  const path = event.composedPath();
  const inside = path.slice(0, path.indexOf(event.currentTarget as EventTarget));
  return inside.filter((each) => each instanceof HTMLElement);
}

/** Whether an event is in a dialog of the form that handles it: it has lists of its own, and has to be answered first. */
export function isInDialog(event: Event): boolean {
  return pathWithin(event).some((each) => each instanceof HTMLDialogElement);
}

/** The key of the row around an event of the form that handles it; null outside of all rows. */
export function rowKeyOf(event: Event): number | null {
  const row = pathWithin(event).find(({ dataset }) => dataset.key);
  return row ? Number(row.dataset.key) : null;
}
