declare module 'tabulator-tables' {
  export class TabulatorFull {
    constructor(place: HTMLElement, options: object);
    updateData(rows: object[]): Promise<void>;
  }
}

declare module '*.css?inline' {
  const styles: string;
  export default styles;
}
