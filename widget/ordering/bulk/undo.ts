import { html, type LitElement, nothing, svg, type TemplateResult } from 'lit';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import type { Draft } from '../draft/draft.ts';
import type { Direction, History } from '../draft/history.ts';
import { rowChanges } from '../draft/row-changes.ts';
import { isInDialog } from './cell-at.ts';

export interface UndoHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  readonly history: History;
  onStep(direction: Direction): Promise<unknown>;
  say(text: string): void;
}

const PATHS = {
  undo: svg`<path d="M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H9"/>`,
  redo: svg`<path d="M16 5l4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h5"/>`,
};

/** Undo and redo of every change of the draft, by key and by button, with a message. */
export class Undo {
  readonly #host: UndoHost;
  /** The field typed in since it got the focus: there, the browser's own undo works. */
  #typedIn: EventTarget | undefined;

  constructor(host: UndoHost) {
    this.#host = host;
    host.addEventListener('input', (event) => {
      this.#typedIn = event.composedPath()[0];
    });
    host.addEventListener('focusout', () => {
      this.#typedIn = undefined;
    });
    host.addEventListener('keydown', (event) => this.#handleKeydown(event));
  }

  renderButtons(): unknown {
    const { signIn, history } = this.#host;
    if (!saysAll(signIn)) return nothing;
    return html`<span class="end">
      ${this.#renderButton(signIn.t, 'undo', history.past.length === 0)}
      ${this.#renderButton(signIn.t, 'redo', history.future.length === 0)}
    </span>`;
  }

  #renderButton(t: SignIn['t'], direction: Direction, isOff: boolean): TemplateResult {
    const key = direction === 'undo' ? 'Z' : 'Y';
    return html`<button
      type="button"
      class="icon quiet"
      name=${direction}
      aria-label=${t(direction)}
      title="${t(direction)} (Ctrl+${key})"
      aria-keyshortcuts="Control+${key}"
      aria-disabled=${isOff}
      @click=${() => this.#step(direction)}
    >
      <svg class="i" viewBox="0 0 24 24" aria-hidden="true">${PATHS[direction]}</svg>
    </button>`;
  }

  async #step(direction: Direction): Promise<void> {
    const host = this.#host;
    const before = host.draft;
    await host.onStep(direction);
    if (host.draft === before) return;
    if (saysAll(host.signIn)) host.say(stepText(host.signIn.t, direction, before, host.draft));
    await host.updateComplete;
    if (!host.shadowRoot?.activeElement) this.#focusButton();
  }

  /** The focused row is gone; the next key still has to reach the form. */
  #focusButton(): void {
    const name = this.#host.history.past.length > 0 ? 'undo' : 'redo';
    this.#host.renderRoot.querySelector<HTMLElement>(`button[name=${name}]`)?.focus();
  }

  #handleKeydown(event: KeyboardEvent): void {
    const direction = directionOf(event);
    const [target] = event.composedPath();
    if (!direction || isInDialog(event) || target === this.#typedIn) return;
    event.preventDefault();
    void this.#step(direction);
  }
}

/** Ctrl+Z; Ctrl+Y and Ctrl+Shift+Z; with ⌘ on a Mac. */
function directionOf({ key, ctrlKey, metaKey, shiftKey, altKey, isComposing }: KeyboardEvent) {
  if ((!ctrlKey && !metaKey) || altKey || isComposing) return null;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && !shiftKey ? 'redo' : null;
}

function stepText(t: SignIn['t'], direction: Direction, before: Draft, after: Draft): string {
  const { changed, added, removed } = rowChanges(before, after);
  const parts = [
    ...(changed > 0 ? [t('history.changed', { count: changed })] : []),
    ...(added > 0 ? [t('history.added', { count: added })] : []),
    ...(removed > 0 ? [t('history.removed', { count: removed })] : []),
  ];
  const what = parts.length > 0 ? parts.join(', ') : t('history.order');
  return t(`history.${direction}`, { what });
}
