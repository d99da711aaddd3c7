import { css, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { pageOf } from './pager.ts';

export const printedStyles = css`
  @media print {
    .pager {
      display: none;
    }
    tr {
      break-inside: avoid;
    }
  }
`;

const EVENTS = ['beforeprint', 'afterprint'] as const;

/** Shows a long list page by page, and prints it whole. */
export class PrintedWhole implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #draw: () => void;
  #isPrinted = false;

  /** @param draw draws the list at once */
  constructor(host: ReactiveControllerHost, draw: () => void) {
    this.#host = host;
    this.#draw = draw;
    host.addController(this);
  }

  hostConnected(): void {
    for (const name of EVENTS) addEventListener(name, this);
  }

  hostDisconnected(): void {
    for (const name of EVENTS) removeEventListener(name, this);
  }

  pageOf<Item>(items: readonly Item[], page: number): readonly Item[] {
    return this.#isPrinted ? items : pageOf(items, page);
  }

  handleEvent({ type }: Event): void {
    this.#isPrinted = type === EVENTS[0];
    this.#host.requestUpdate();
    // A page that prints by a call prints what it shows when the listeners return.
    this.#draw();
  }
}
