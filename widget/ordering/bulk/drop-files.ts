import type { LitElement } from 'lit';
import { isInDialog } from './cell-at.ts';

export interface DropFilesHost extends LitElement {
  readonly toolbar: { importFiles(files: readonly File[]): unknown };
}

/** Takes files that are dropped anywhere on the form; without this, the browser would leave the page for them. */
export class DropFiles {
  readonly #host: DropFilesHost;

  constructor(host: DropFilesHost) {
    this.#host = host;
    host.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    host.addEventListener('drop', (event) => this.#handleDrop(event));
  }

  #handleDrop(event: DragEvent): void {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    if (!isInDialog(event)) this.#host.toolbar.importFiles(files);
  }
}
