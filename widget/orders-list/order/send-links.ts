import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { OrderLine } from '../../../shared/schemas/order.ts';
import type { LinkMailsPreview, SentPaymentLinks } from '../../../shared/schemas/payment.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { lineName } from '../../payment/line-name.ts';
import { registerInner } from '../../register.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { nameList } from '../../ui/name-list.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { Mailing, MailsDialog } from '../mails/mails-dialog.ts';

const REASONS = ['no_email', 'sent_recently', 'limit_reached', 'not_payable'] as const;

/**
 * Gửi liên kết thanh toán: mails each owner the link to their line, and names the lines without a mail, with the
 * reason. Several mails leave only after the person has seen their number, their addressees and a sample.
 */
export class SendLinks extends StyledElement {
  static readonly tag = 'renewal-send-links';
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        display: contents;
      }
      /* The result stands below the rest of the row. */
      .live {
        order: 1;
        flex: 1 0 100%;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) orderId = '';
  /** The lines to send links for; by default, all unpaid lines that their owners pay. */
  @property({ attribute: false }) lineIds: readonly string[] | undefined;
  /** The button's text. */
  @property() label = '';
  /** Whether this is the screen's main action. */
  @property({ type: Boolean }) primary = false;
  /** Called after mails were sent: links shown elsewhere are out of date. */
  @property({ attribute: false }) onSent: () => void = () => {};

  @query('renewal-mails-dialog') private dialog!: MailsDialog;
  @state() private sent: SentPaymentLinks | null = null;
  /** The order's lines, to name those without a mail. */
  @state() private lines: readonly OrderLine[] = [];

  /** One mail leaves at once; several from the dialog. */
  readonly #sending = new CallController(this, {
    kind: 'deed',
    run: async () => {
      const { paymentLinks } = this.signIn.api;
      const preview = await paymentLinks.countMails.query(this.#input());
      if (preview.mails > 1) {
        const loading = import('../mails/mails-dialog.ts');
        await this.#learnNames();
        registerInner((await loading).MailsDialog);
        return preview;
      }
      const sent = await paymentLinks.send.mutate(this.#input());
      if (sent.skipped.length > 0) await this.#learnNames();
      return sent;
    },
    done: async (outcome) => {
      if ('mails' in outcome) {
        // The dialog's part has just been loaded.
        await this.dialog.updateComplete;
        return this.dialog.show(this.#mailing(outcome));
      }
      this.sent = outcome;
      this.onSent();
    },
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('orderId')) return;
    this.sent = null;
    this.#sending.drop();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { isBusy } = this.#sending;
    return html`<button
        type="button"
        class=${this.primary && !this.sent ? 'primary' : ''}
        aria-disabled=${isBusy}
        @click=${this.#start}
      >
        ${isBusy ? t('sendLinks.busy') : this.label}
      </button>
      <div class="live" role="alert">${faultNotice(this.#sending)}</div>
      <div class="live" role="status">${this.sent ? this.#renderResult(this.sent) : nothing}</div>
      <renewal-mails-dialog .signIn=${this.signIn} .onDone=${this.onSent}></renewal-mails-dialog>`;
  }

  /** The mails of these lines, as the dialog asks about and sends them. */
  #mailing(first: LinkMailsPreview): Mailing {
    const { paymentLinks } = this.signIn.api;
    const { orderId } = this;
    let known: LinkMailsPreview | null = first;
    return {
      kind: 'sendLinks',
      lines: this.lines.map((line) => ({
        ...line,
        ...{ lineId: line.id, amount: line.total, orderNumber: '' },
      })),
      preview: async () => {
        const preview = known ?? (await paymentLinks.countMails.query(this.#input()));
        known = null;
        const { addressees, skipped, sample } = preview;
        const mails = addressees.map(({ lineId, email }) => ({
          ...{ email, name: '', lineIds: [lineId] },
        }));
        return { mails, skipped, sample };
      },
      send: (lineIds) => paymentLinks.send.mutate({ orderId, lineIds }),
    };
  }

  #renderResult({ sent, skipped }: SentPaymentLinks): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="notice ${skipped.length === 0 ? 'good' : ''}">
      <p>${sent.length > 0 ? t('sendLinks.sent', { count: sent.length }) : t('sendLinks.none')}</p>
      ${REASONS.map((reason) => {
        const lineIds = skipped.filter((line) => line.reason === reason).map((line) => line.lineId);
        if (lineIds.length === 0) return nothing;
        return html`<p>${t(`sendLinks.${reason}`, { names: this.#namesOf(lineIds) })}</p>`;
      })}
    </div>`;
  }

  #namesOf(lineIds: readonly string[]): string {
    const { t, locale } = this.signIn;
    const ids = new Set(lineIds);
    const named = this.lines.filter((line) => ids.has(line.id));
    const names = named.map((line) => lineName(line, this.lines, locale));
    return names.length > 0 ? nameList(t, names) : t('licenses', { count: lineIds.length });
  }

  readonly #start = (): void => {
    this.sent = null;
    void this.#sending.start();
  };

  #input(): { orderId: string; lineIds?: string[] } {
    const { orderId, lineIds } = this;
    return { orderId, ...(lineIds ? { lineIds: [...lineIds] } : {}) };
  }

  async #learnNames(): Promise<void> {
    try {
      const { lines } = await this.signIn.api.orders.get.query({ orderId: this.orderId });
      this.lines = lines;
    } catch {
      // The lines are counted instead of named.
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-send-links': SendLinks;
  }
}
