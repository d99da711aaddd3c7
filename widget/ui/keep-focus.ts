import type { LitElement, ReactiveController } from 'lit';

/** Moves the focus where an update has removed the element that had it, rather than losing it to the page. */
export class KeepFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #next: readonly string[];
  #had = false;

  /** @param next selectors of elements, of which the first that there is takes the focus */
  constructor(host: LitElement, ...next: string[]) {
    this.#host = host;
    this.#next = next;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#had = Boolean(this.#host.shadowRoot?.activeElement);
  }

  hostUpdated(): void {
    const { shadowRoot } = this.#host;
    if (!this.#had || shadowRoot?.activeElement) return;
    const found = this.#next.map((selector) => shadowRoot?.querySelector<HTMLElement>(selector));
    found.find(Boolean)?.focus();
  }
}
