import type { LitElement, ReactiveController } from 'lit';

export interface DropFilesHost extends LitElement {
  readonly toolbar: { importFiles(files: readonly File[]): unknown };
}

/** Takes files that are dropped anywhere on the form; without this, the browser would leave the page for them. */
export class DropFiles implements ReactiveController {
  readonly #host: DropFilesHost;

  constructor(host: DropFilesHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('dragover', this.#handleDragover);
    this.#host.addEventListener('drop', this.#handleDrop);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('dragover', this.#handleDragover);
    this.#host.removeEventListener('drop', this.#handleDrop);
  }

  readonly #handleDragover = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  readonly #handleDrop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    // An open dialog has to be answered first.
    if (!isDialogOpen(event)) this.#host.toolbar.importFiles(files);
  };
}

function isDialogOpen(event: Event): boolean {
  return event.composedPath().some((each) => each instanceof HTMLDialogElement && each.open);
}
