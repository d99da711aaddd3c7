import { css, html, type TemplateResult } from 'lit';
import type { Session } from './api/session.ts';
import { HostElement } from './host-element.ts';

/** After so long a bell that could not begin tries again, in milliseconds. */
const RETRY_PAUSE = 20_000;

/**
 * The bell: orders placed, payments received, licences renewed, live.
 *
 * @summary A button with the count of unread notifications, and their list.
 * @fires renewal-open-order - cancelable; not prevented, the order opens in a dialog: `{orderId}`
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @cssproperty --renewal-accent - the one accent colour
 */
export class RenewalBell extends HostElement {
  static override styles = [
    ...HostElement.styles,
    css`
      :host,
      .bell-place {
        display: inline-block;
        min-width: 40px;
        min-height: 40px;
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

  /** Nobody is asked to press anything: the bell is beside what the person is doing. */
  protected override updated(): void {
    clearTimeout(this.#retrySoon);
    if (this.failure) this.#retrySoon = setTimeout(this.#retry, RETRY_PAUSE);
  }

  readonly #retry = (): void => {
    if (this.failure) void this.open();
  };

  protected override load(): Promise<unknown> {
    return import('./bell/bell-menu.ts');
  }

  /** A bell is small: its place is kept, and nothing flashes. */
  protected override renderSkeleton(): TemplateResult {
    return html`<span class="bell-place"></span>`;
  }

  protected override renderFailure(): TemplateResult {
    return this.renderSkeleton();
  }

  protected override renderContent(session: Session): TemplateResult {
    return html`<renewal-bell-menu .session=${session}></renewal-bell-menu>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-bell': RenewalBell;
  }
}
