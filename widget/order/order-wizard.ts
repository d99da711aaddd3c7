import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatDong } from '../../shared/money.ts';
import { faultOf, type Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { icon } from '../ui/icons.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './details-step.ts';
import type { DetailsStep } from './details-step.ts';
import {
  type Draft,
  emptyDraft,
  filledRows,
  newRequestId,
  toPlaceInput,
  withLookedUp,
} from './draft.ts';
import { DraftStorage } from './draft-storage.ts';
import { wizardStyles } from './order-wizard.styles.ts';
import { QuoteController } from './quote-controller.ts';

const STEPS = ['details', 'confirm', 'place'] as const;
type Step = (typeof STEPS)[number] | 'placed' | 'order';

/** The three steps of an order, its draft, and what comes after placing it. */
export class OrderWizard extends LitElement {
  static override styles = [tokens, controls, wizardStyles];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) customers: readonly string[] = [];

  /** The order as far as it has been typed; also read by the quotes. */
  @state() draft: Draft = emptyDraft(newRequestId());
  @state() private step: Step = 'details';
  @state() private loading = true;
  /** A stored draft that the chosen customers differ from: the person decides. */
  @state() private stored: Draft | null = null;
  @state() private confirmed = false;
  @state() private placing = false;
  @state() private fault = '';
  @state() private order: { id: string; number: string } | null = null;
  @state() private payAtOnce = false;
  @state() private revision = 0;

  readonly #quotes = new QuoteController(this);
  #storage!: DraftStorage;
  #begun: Session | undefined;

  override requestUpdate(...change: Parameters<LitElement['requestUpdate']>): void {
    // Without a name it is the quotes that have changed; the steps are told by a number.
    if (change.length === 0) this.revision++;
    else super.requestUpdate(...change);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session') || this.#begun === this.session) return;
    this.#begun = this.session;
    this.#storage = new DraftStorage(this.session);
    void this.#begin();
  }

  /** Takes up the stored draft, or begins with the customers that the host chose. */
  async #begin(): Promise<void> {
    const stored = this.#storage.read();
    const codes = stored?.rows.flatMap((row) => row.customer?.taxCode ?? []) ?? [];
    const isSame =
      codes.length === this.customers.length &&
      codes.every((code) => this.customers.includes(code));
    if (stored && filledRows(stored).length > 0 && this.customers.length > 0 && !isSame) {
      this.stored = stored;
    } else if (stored && (isSame || this.customers.length === 0)) {
      this.draft = stored;
    } else {
      await this.#startAnew();
    }
    this.loading = false;
  }

  async #startAnew(): Promise<void> {
    this.stored = null;
    this.fault = '';
    const draft = emptyDraft(newRequestId());
    if (this.customers.length === 0) return this.#setDraft(draft);
    try {
      const { results } = await this.session.api.customers.lookUp.query({
        taxCodes: this.customers.slice(0, 2_000),
      });
      this.#setDraft(withLookedUp(draft, results, this.session.whoAmI.today).draft);
    } catch (error) {
      this.#setDraft(draft);
      this.#say(error);
    }
  }

  #setDraft(draft: Draft): void {
    this.draft = draft;
    this.#storage.write(draft);
  }

  #changeDraft = (change: Partial<Draft>): void => {
    this.confirmed = false;
    this.#setDraft({ ...this.draft, ...change });
  };

  protected override render(): TemplateResult {
    return html`<section class="frame" aria-labelledby="title">
      ${this.#renderHeader()}
      ${this.fault ? html`<p class="notice bad" role="alert">${this.fault}</p>` : nothing}
      ${this.#renderStep()}
    </section>`;
  }

  #renderHeader(): TemplateResult {
    const { t } = this.session;
    const current = STEPS.indexOf(this.step as (typeof STEPS)[number]);
    return html`<header>
      <h2 id="title" tabindex="-1">${t('wizard.title')}</h2>
      ${
        current < 0
          ? nothing
          : html`<ol aria-label=${t('wizard.steps')}>
            ${STEPS.map(
              (step, index) => html`<li
                class=${index < current ? 'done' : ''}
                aria-current=${index === current ? 'step' : nothing}
              >
                <span aria-hidden="true">${index < current ? icon('check') : index + 1}</span>${t(`step.${step}`)}
              </li>`,
            )}
          </ol>`
      }
      <button
        type="button"
        class="icon quiet close"
        aria-label=${t('close')}
        title=${t('close')}
        @click=${() => emit(this, 'renewal-close', {})}
      >
        ${icon('close')}
      </button>
    </header>`;
  }

  #renderStep(): TemplateResult {
    const { t } = this.session;
    if (this.loading) return html`<p class="card muted" role="status">${t('loading')}</p>`;
    if (this.stored) return this.#renderDraftChoice(this.stored);
    switch (this.step) {
      case 'details':
        return html`<renewal-details-step
          .session=${this.session}
          .draft=${this.draft}
          .quotes=${this.#quotes}
          .revision=${this.revision}
          .onDraft=${this.#changeDraft}
          .onContinue=${() => this.#go('confirm')}
          .onOpenOrder=${(orderId: string) => this.#openOrder(orderId)}
        ></renewal-details-step>`;
      case 'confirm':
        return html`<renewal-confirm-step
          .session=${this.session}
          .draft=${this.draft}
          .quotes=${this.#quotes}
          .confirmed=${this.confirmed}
          .onConfirmed=${(confirmed: boolean) => {
            this.confirmed = confirmed;
          }}
          .onBack=${() => this.#go('details')}
          .onContinue=${() => this.#go('place')}
        ></renewal-confirm-step>`;
      case 'place':
        return this.#renderPlace();
      case 'placed':
        return this.#renderPlaced();
      case 'order':
        return html`<renewal-order-view
          .session=${this.session}
          .orderId=${this.order?.id ?? ''}
          .stage=${this.payAtOnce ? 'method' : 'details'}
        ></renewal-order-view>`;
    }
  }

  #renderDraftChoice(stored: Draft): TemplateResult {
    const { t } = this.session;
    const count = filledRows(stored).length;
    return html`<div class="card stack" role="group" aria-label=${t('draft.title')}>
      <h3>${t('draft.title')}</h3>
      <p>${t('draft.text', { count })}</p>
      <div class="row">
        <button
          type="button"
          class="primary"
          @click=${() => {
            this.draft = stored;
            this.stored = null;
          }}
        >
          ${t('draft.continue', { count })}
        </button>
        <button type="button" @click=${() => this.#startAnew()}>
          ${t('draft.startAnew', { count: this.customers.length })}
        </button>
      </div>
    </div>`;
  }

  #renderPlace(): TemplateResult {
    const { t, whoAmI } = this.session;
    const { draft } = this;
    const total = this.#quotes.quote?.totals.total ?? 0;
    const recipient = draft.notify === 'other' ? draft.recipient : whoAmI.accountant;
    return html`<div class="stack">
      <div class="card stack">
        <h3>${t('place.summary')}</h3>
        <dl class="facts">
          <dt>${t('place.count')}</dt>
          <dd>${filledRows(draft).length}</dd>
          <dt>${t('invoiceTo')}</dt>
          <dd>${draft.invoiceTo === 'other' ? draft.party.legalName : t('invoiceTo.customer')}</dd>
          <dt>${t('notify')}</dt>
          <dd>${recipient.name} · ${recipient.email}</dd>
          <dt>${t('term.total')}</dt>
          <dd><strong class="grand">${formatDong(total)}</strong></dd>
        </dl>
        <p class="muted">${t('place.hint', { email: recipient.email })}</p>
      </div>
      <div class="row">
        <button type="button" ?disabled=${this.placing} @click=${() => this.#go('confirm')}>
          ${t('back')}
        </button>
        <button
          type="button"
          class="primary end"
          aria-disabled=${this.placing ? 'true' : 'false'}
          @click=${() => this.#place()}
        >
          ${t(this.placing ? 'place.busy' : 'place')}
        </button>
      </div>
    </div>`;
  }

  #renderPlaced(): TemplateResult {
    const { t } = this.session;
    const open = (payAtOnce: boolean) => () => this.#openOrder(this.order?.id ?? '', payAtOnce);
    return html`<div class="card stack placed" role="status">
      <span class="mark">${icon('check')}</span>
      <h3>${t('placed.title')}</h3>
      <p>${t('placed.text', { number: this.order?.number ?? '' })}</p>
      <div class="row">
        <button type="button" class="primary" @click=${open(true)}>${t('payNow')}</button>
        <button type="button" @click=${open(false)}>${t('viewDetails')}</button>
        <button type="button" class="quiet" @click=${() => emit(this, 'renewal-close', {})}>${t('done')}</button>
      </div>
    </div>`;
  }

  async #go(step: Step): Promise<void> {
    this.fault = '';
    if (step === 'confirm') await import('./confirm-step.ts');
    this.step = step;
    await this.updateComplete;
    this.shadowRoot?.getElementById('title')?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  async #openOrder(orderId: string, payAtOnce = false): Promise<void> {
    await import('../orders/order-view.ts');
    this.order = { id: orderId, number: '' };
    this.payAtOnce = payAtOnce;
    await this.#go('order');
  }

  /** Safe to press twice and to try again: the request id stays until the order is stored. */
  async #place(): Promise<void> {
    const total = this.#quotes.quote?.totals.total;
    if (this.placing || total === undefined) return;
    this.placing = true;
    this.fault = '';
    try {
      const input = toPlaceInput(this.draft, this.session.locale, total);
      this.order = await this.session.api.orders.place.mutate(input);
      this.#storage.clear();
      this.draft = emptyDraft(newRequestId());
      emit(this, 'renewal-order-placed', {
        orderId: this.order.id,
        orderNumber: this.order.number,
      });
      await this.#go('placed');
    } catch (error) {
      await this.#handleRefusal(error);
    } finally {
      this.placing = false;
    }
  }

  async #handleRefusal(error: unknown): Promise<void> {
    const fault = faultOf(error);
    if (fault.code === 'ORDER_LINES_REJECTED') {
      const rows = filledRows(this.draft);
      await this.#go('details');
      this.#quotes.showProblems(rows, fault.rowProblems ?? []);
      await this.updateComplete;
      await this.shadowRoot
        ?.querySelector<DetailsStep>('renewal-details-step')
        ?.focusFirstProblem();
    } else if (fault.code === 'PRICE_CHANGED') {
      this.confirmed = false;
      this.#quotes.refresh();
      await this.#go('confirm');
    } else if (fault.code === 'REQUEST_ID_REUSED') {
      this.#changeDraft({ requestId: newRequestId() });
    }
    this.#say(error);
  }

  #say(error: unknown): void {
    const { t } = this.session;
    const fault = faultOf(error);
    emit(this, 'renewal-error', { code: fault.code });
    if (fault.code === 'OFFLINE') this.fault = t('offline');
    else
      this.fault = t(`error.${fault.code}`, fault.total ? { total: formatDong(fault.total) } : {});
  }
}

register('renewal-order-wizard', OrderWizard);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-wizard': OrderWizard;
  }
}
