import { unsafeCSS } from 'lit';
import { COLUMNS, type Column } from './columns.ts';

/** The columns beside which notes have no place. */
export const withoutNotes = COLUMNS.filter(({ inLess }) => inLess !== 'below');
/** The columns that have a place wherever rows are lines. */
export const narrower = COLUMNS.filter(({ inLess }) => inLess === undefined);

/**
 * Widths from which all columns stand side by side, all but the notes, and from which rows are lines rather than cards,
 * in px.
 */
export const [ALL, MORE, LINES] = [COLUMNS, withoutNotes, narrower].map((columns) =>
  columns.reduce((sum, { width }) => sum + width, 0),
) as [number, number, number];

/** Width from which cards have the amount on their first line, in px. */
export const CARDS = 900;

/** The table's font in px on a page of 16 px, the largest for which the columns' widths in px suffice. */
const FONT = 14.4;

/** A width that grows with the table's font, once that is larger than the columns have room for. */
const widthOf = (width: number) => `max(${width}px,${width / FONT}em)`;
export const grown = (width: number) => unsafeCSS(widthOf(width));

/** A row's tracks, each named as its column. */
export const tracks = (columns: readonly Column[]) =>
  unsafeCSS(
    columns
      .map(({ id, width, grows }) => {
        return `[${id}] ${grows ? `minmax(${widthOf(width)},${grows}fr)` : widthOf(width)}`;
      })
      .join(' '),
  );
/** The rules by which each cell stands in its column. */
export const places = unsafeCSS(
  COLUMNS.map(({ id }) => `:where([role=row])>.${id}{grid-column:${id}}`).join(''),
);
/** The rules by which columns stand below the others, or nowhere. */
export const leftOut = (how: Column['inLess']) =>
  unsafeCSS(
    COLUMNS.filter(({ inLess }) => inLess === how)
      .map(({ id }) => `${how === 'below' ? 'th' : ''}.${id}{display:none!important}`)
      .join(''),
  );
