import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { SignIn } from '../api/sign-in.ts';
import type { ChooseRequest } from '../choose-request.ts';
import { registerInner } from '../register.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { icon } from '../ui/icons.ts';
import { showModal } from '../ui/show-modal.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';

/** The content opened from the bell: an order, or the order form with its list of licences. */
export type Opened = { orderId: string } | { choose: { given: ChooseRequest } };

/** Loads what shows it. */
export async function loadOpened(opened: Opened): Promise<void> {
  if ('orderId' in opened)
    registerInner((await import('../orders-list/order/order-view.ts')).OrderView);
  else registerInner((await import('../ordering/order-wizard.ts')).OrderWizard);
}

/** A dialog over the page with the content opened from the bell. */
export class BellDialog extends StyledElement {
  static readonly tag = 'renewal-bell-dialog';
  static override styles = [
    tokens,
    allControls,
    css`
      dialog {
        width: min(920px, calc(100% - 24px));
        padding: 12px 16px 20px;
        background: var(--sunken);
      }
      dialog.form {
        width: min(1600px, calc(100% - 24px));
      }
      .close {
        display: grid;
        margin-inline-start: auto;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) onClose!: () => void;
  @state() private opened: Opened | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;

  /** The order shown; empty without one. */
  get orderId(): string {
    return this.opened && 'orderId' in this.opened ? this.opened.orderId : '';
  }

  /** Shows what has been loaded. */
  async show(opened: Opened): Promise<void> {
    this.opened = opened;
    await this.updateComplete;
    showModal(this.dialog);
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const isForm = this.opened !== null && !('orderId' in this.opened);
    return html`<dialog
      class=${isForm ? 'form' : ''}
      aria-label=${t(isForm ? 'wizard.title' : 'term.order')}
      @close=${this.#handleClose}
    >
      ${this.opened ? this.#renderOpened(this.opened) : nothing}
    </dialog>`;
  }

  #renderOpened(opened: Opened): TemplateResult {
    return 'orderId' in opened ? this.#renderOrder(opened.orderId) : this.#renderForm(opened);
  }

  #renderOrder(orderId: string): TemplateResult {
    const { t } = this.signIn;
    return html`<button
        type="button"
        class="icon quiet close"
        aria-label=${t('close')}
        title=${t('close')}
        @click=${() => this.dialog.close()}
      >
        ${icon('close')}
      </button>
      <renewal-order-view
        .signIn=${this.signIn}
        .orderId=${orderId}
        .onOpen=${(other: string) => {
          this.opened = { orderId: other };
        }}
      ></renewal-order-view>`;
  }

  /** The form has a button of its own to close it, which is ours, so the host gets no event of it. */
  #renderForm({ choose }: Extract<Opened, { choose: unknown }>): TemplateResult {
    return html`<renewal-order-wizard
      .signIn=${this.signIn}
      .choose=${choose}
      @renewal-close=${(event: Event) => {
        event.stopPropagation();
        this.dialog.close();
      }}
    ></renewal-order-wizard>`;
  }

  #handleClose(): void {
    this.opened = null;
    this.onClose();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-bell-dialog': BellDialog;
  }
}
