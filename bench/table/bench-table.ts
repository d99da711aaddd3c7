/** A table with all rows, in the page. */
export interface BenchTable {
  /** Whether the first rows are in the page. */
  isShown(): boolean;
  /** Puts the focus into the first row's year, where the measured keys start. */
  begin(): Promise<unknown> | unknown;
  /** Changes a row's year, as a person's choice would. */
  change(row: number): Promise<unknown> | unknown;
}
