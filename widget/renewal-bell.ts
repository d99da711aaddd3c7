import { css } from '@lit/reactive-element';
import type { SignIn } from './api/sign-in.ts';
import { HostElement } from './host/host-element.ts';
import { inner, type Part } from './host/stage.ts';
import type { InnerElement } from './register.ts';
import { element } from './ui/element.ts';

/** Faults that pass without the host's doing; another property begins by itself. */
const PASSES =
  /^(OFFLINE|SERVER_SLOW|FETCH_TOKEN_(FAILED|TIMEOUT)|TOKEN_\w+|UNAUTHENTICATED|UNAVAILABLE|INTERNAL|TOO_\w+)$/;

/** After so long a bell that could not begin tries again, in milliseconds. */
const RETRY_PAUSE_MS = 20_000;

/**
 * The bell: orders placed, payments received, licences renewed, live.
 *
 * @tagname renewal-bell
 * @summary A button with the count of unread notifications, and their list.
 * @fires renewal-open-order - cancelable; not prevented, the order opens in a dialog: `{orderId}`
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-renew - cancelable; not prevented, the order form opens in a dialog, with these licences ticked in its list: `{digestId, customers, licenses}`
 * @fires renewal-order-placed - cancelled lines have been ordered again: `{orderId, orderNumber}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-unpaid-changed - other lines of an order await payment than before: `{orderId}`
 * @fires renewal-error - `{code, details}`
 * @cssproperty --renewal-on-header - the bell's colour; without it, what is seen on the background where it stands
 */
export class RenewalBell extends HostElement {
  static override styles = [
    ...HostElement.styles,
    css`
      :host,
      .root,
      .bell-place,
      .replaced {
        display: inline-block;
        flex: none;
        inline-size: auto;
        min-width: 40px;
        min-height: 40px;
      }
      .root::before {
        content: none;
      }
      .failed {
        display: inline-grid;
        place-items: center;
        padding: 0;
        border: 1px dashed var(--muted);
        border-radius: var(--radius);
        background: none;
        color: var(--renewal-on-header, var(--on-header, var(--text)));
        font: bold 22px/1 sans-serif;
        cursor: pointer;
      }
      .replaced {
        vertical-align: top;
      }
      .failed:focus-visible {
        outline: 2px solid var(--accent);
      }
      .said {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      /* Legible on the header below it; the opened list has surfaces of its own. */
      .on-light {
        --on-header: #17222d;
      }
      .on-dark {
        --on-header: #fff;
      }
    `,
  ];

  #retrySoon: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.#retry);
  }

  override disconnectedCallback(): void {
    removeEventListener('online', this.#retry);
    clearTimeout(this.#retrySoon);
    super.disconnectedCallback();
  }

  /** Tries again without being asked: the bell stands beside other work. */
  protected override updated(): void {
    clearTimeout(this.#retrySoon);
    if (this.failure && PASSES.test(this.failure.code))
      this.#retrySoon = setTimeout(this.#retry, RETRY_PAUSE_MS);
  }

  readonly #retry = (): void => {
    if (this.failure) void this.open();
  };

  /** The list opens over the page, whatever the header's colour. */
  protected override get surfacePlace(): Element | null {
    return this.ownerDocument.body;
  }

  protected override async load(): Promise<InnerElement> {
    return (await import('./bell/bell-menu.ts')).BellMenu;
  }

  /** A bell is small: its place is kept, and nothing flashes. */
  protected override skeleton(): Part {
    return { key: '', make: () => element('span', { className: 'bell-place' }) };
  }

  /** The state in words, shown on hover; pressing the bell tries again at once. */
  protected override failureNotice({ code, text }: { code: string; text: string }): Part {
    // A lost connection comes back by itself, and the page has other ways to say it.
    if (code === 'OFFLINE') return this.skeleton();
    return this.#sign('bell-place', `${text} (${code})`, this.#retry);
  }

  /** Before it has begun, in the bell's place; else beside the bell, whose parts may be missing. */
  protected override replacedNotice(text: string, reload: string): Part {
    return this.#sign('replaced', `${text} ${reload}`, () => location.reload());
  }

  #sign(place: string, said: string, onclick: () => void): Part {
    const words = { className: 'said', role: 'status', lang: this.language };
    const button = { className: `${place} failed`, title: said, ariaLabel: said, onclick };
    return {
      key: said,
      make: () => element('span', {}, element('button', button, '!'), element('span', words, said)),
    };
  }

  /** The bell has no room for it; the opened list is gone. */
  protected override notices(): Part[] {
    return [];
  }

  protected override contentFor(signIn: SignIn): Part {
    return inner('renewal-bell-menu', { signIn });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-bell': RenewalBell;
  }
}
