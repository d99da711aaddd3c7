import type { CollectedLines } from './collected-lines.ts';
import type { XmlParts } from './xml-reader.ts';

/** Reads a part of the archive; one that is missing has nothing in it. */
export type ReadPart = <Parts extends XmlParts>(
  path: string,
  parts: Parts,
  /** Called after each piece. */
  step?: () => void,
) => Promise<Parts>;

/** The visible sheets of a workbook. */
export interface Sheets {
  names: string[];
  /** Reads the lines of a sheet, by its place among the names. */
  readSheet(index: number, lines: CollectedLines, step: () => void): Promise<unknown>;
}
