import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { LIMITS } from '../../shared/limits.ts';
import { formatInteger } from '../../shared/money.ts';
import { CallController } from '../api/call-controller.ts';
import { errorDetail, type Fault } from '../api/fault.ts';
import { loadFaultWords, sayFault } from '../api/fault-words.ts';
import { type FormSignIn, saysAll, withTexts } from '../api/sign-in.ts';
import { emit } from '../events.ts';
import type { OrderStage } from '../orders-list/order/order-stage.ts';
import type { Reordered } from '../orders-list/order/reordered.ts';
import { controls } from '../ui/controls.styles.ts';
import { retryNotice } from '../ui/fault-notice.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { skeleton } from '../ui/theme/skeleton.styles.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { DetailsStep } from './details/details-step.ts';
import { type Draft, type DraftChange, newRequestId } from './draft/draft.ts';
import type { Direction } from './draft/history.ts';
import { unknownLicenses } from './draft/license-choice.ts';
import { DraftController } from './draft-controller.ts';
import { wizardStyles } from './order-wizard.styles.ts';
import type { PlacedOrder } from './place/place-step.ts';
import { QuoteController } from './quote/quote-controller.ts';
import type { DraftAnswer } from './start/draft-question.ts';
import type { Listed } from './start/read-customers.ts';
import { wizardHeader } from './wizard-header.ts';
import { initialState, isDone, reduce, type Step, type WizardAction } from './wizard-state.ts';
import {
  isLater,
  type LaterStep,
  type LaterSteps,
  loadStep,
  type StepsHost,
} from './wizard-steps.ts';

/** Exported here to load with the form: a chunk of its own would be one more request. */
export { HandedOver } from './start/handed-over.ts';

/** The three steps of an order, its draft, and what comes after placing it. */
export class OrderWizard extends StyledElement implements StepsHost {
  static readonly tag = 'renewal-order-wizard';
  static readonly uses = [DetailsStep];
  static override styles = [tokens, controls, skeleton, wizardStyles];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) customers: readonly string[] = [];
  /** The host's request for the list of all licences, which is opened once for each object. */
  @property({ attribute: false }) choose: { given: unknown } | null = null;
  /** Cancelled lines to order again; replaces `customers`. */
  @property({ attribute: false }) reordered: Reordered | null = null;
  /** Shows the placed order; without it, it is shown here. */
  @property({ attribute: false }) onOpenPlaced:
    | ((orderId: string, stage: OrderStage) => void)
    | null = null;

  @state() state = initialState(newRequestId());
  /** The last refusal, as shown to the person. */
  @state() private refusal = '';

  /** Loads a step's code and texts, then shows the step. */
  readonly #going = new CallController(this, {
    kind: 'question',
    run: (_signal: AbortSignal, step: LaterStep) => withTexts(this.signIn, loadStep(step)),
    done: (steps, step) => {
      this.#laterSteps = steps;
      return this.#show(step);
    },
  });
  readonly #drafts = new DraftController(this);
  readonly quotes = new QuoteController(this);
  #laterSteps: LaterSteps | undefined;
  #begunAs: FormSignIn['whoAmI'] | undefined;
  #chosenFor: typeof this.choose = null;

  constructor() {
    super();
    this.addEventListener('renewal-close', () => void this.#handleClose());
  }

  /** The present draft; QuoteController reads it too. */
  get draft(): Draft {
    return this.state.draft;
  }

  dispatch(action: WizardAction): void {
    this.state = reduce(this.state, action);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOtherPerson = this.#begunAs !== this.signIn.whoAmI;
    const isAgain = changed.has('reordered') && this.reordered !== null;
    if (isOtherPerson || isAgain) {
      if (isOtherPerson && this.#begunAs) this.reordered = null;
      this.#begunAs = this.signIn.whoAmI;
      this.refusal = '';
      this.#drafts.begin();
    } else if (changed.has('customers')) this.#drafts.offer(this.customers);
  }

  protected override updated(): void {
    const details = this.shadowRoot?.querySelector<DetailsStep>(DetailsStep.tag);
    if (!details || this.choose === this.#chosenFor) return;
    this.#chosenFor = this.choose;
    if (this.choose) void details.toolbar.choose(this.choose.given);
  }

  /** Another draft has replaced the confirmed one: removes the tick, and leaves Xác nhận. */
  handleOtherDraft(): void {
    this.dispatch({ type: 'confirm', confirmed: false });
    if (this.state.step === 'confirm') void this.go('details');
  }

  sayTooMany(property: Listed): void {
    const count = formatInteger(LIMITS.orderLines);
    this.refusal = this.signIn.t('tooManyRows', { count });
    const details = { property, message: `${property}: an order has ${count} at most.` };
    emit(this, 'renewal-error', { code: 'INVALID_PROPERTY', details });
  }

  /** Reports unknown licences to the host; the person sees them as rows with their ids. */
  sayUnknownLicenses(externalIds: readonly string[]): void {
    emit(this, 'renewal-error', unknownLicenses(externalIds));
  }

  readonly changeDraft = (change: DraftChange, typing?: string): Promise<unknown> => {
    this.#drafts.change({ ...this.draft, ...change(this.draft) }, typing);
    return this.updateComplete;
  };

  readonly #step = (direction: Direction): Promise<unknown> => {
    this.#drafts.step(direction);
    return this.updateComplete;
  };

  protected override render(): TemplateResult {
    const { signIn } = this;
    const { t, locale } = signIn;
    const isPlaced = this.state.step === 'placed' && saysAll(signIn);
    const placed = isPlaced ? signIn.t('placed.title') : '';
    const calls = [{ text: this.refusal }, this.#going, ...this.#drafts.calls];
    return html`<section class="frame" lang=${locale} aria-labelledby="title">
      ${wizardHeader(t, this.state.step, () => emit(this, 'renewal-close', {}), this.#renderDraftStatus(), placed)}
      <div class="live" role="alert">${retryNotice(t, ...calls)}</div>
      ${this.#renderStep()}
      ${this.#drafts.question ? nothing : this.#drafts.server?.renderDialog()}
    </section>`;
  }

  /** No other draft is opened before a question about this one is answered: nothing is saved until then. */
  #renderDraftStatus(): unknown {
    const { step, loading } = this.state;
    const isTyped = (step === 'details' || step === 'confirm') && !loading;
    return isTyped && !this.#drafts.question ? this.#drafts.server?.renderStatus() : nothing;
  }

  #renderStep(): TemplateResult {
    if (this.state.loading) return this.#renderSkeleton();
    const question = this.#renderQuestion();
    // Until the person has chosen a draft, only the question is shown.
    if (this.state.stored) return html`${question}`;
    return html`<div class="live" role="status">${question}</div>${this.#renderForm()}`;
  }

  #renderSkeleton(): TemplateResult {
    return html`<div class="skeleton" role="status" aria-label=${this.signIn.t('loading')}>
      <i></i><i></i><i></i><i></i>
    </div>`;
  }

  #renderQuestion(): TemplateResult | typeof nothing {
    const { question, view } = this.#drafts;
    const { signIn } = this;
    if (!question || !view || !saysAll(signIn)) return nothing;
    return view(signIn.t, question, (answer) => this.#answer(answer), this.#drafts.isLeaving);
  }

  #renderForm(): unknown {
    if (this.state.step !== 'details') return this.#laterSteps?.renderLaterStep(this);
    return html`<renewal-details-step
      .signIn=${this.signIn}
      .draft=${this.draft}
      .quotes=${this.quotes}
      .filled=${() => this.#drafts.filled()}
      .revision=${this.quotes.revision}
      .history=${this.state.history}
      .onDraft=${this.changeDraft}
      .onStep=${this.#step}
      .onContinue=${() => this.go('confirm')}
      .onOpenOrder=${this.openOrder}
    ></renewal-details-step>`;
  }

  /** The pressed button disappears, so the focus moves to the heading. */
  async #answer(answer: DraftAnswer): Promise<void> {
    this.#forgetFaults();
    const isSettled = await this.#drafts.answer(answer);
    await this.updateComplete;
    if (isSettled) this.#focusTitle();
  }

  /** A wizard that is closed after ordering, and left in the page, begins anew; an unfinished form stays. */
  async #handleClose(): Promise<void> {
    if (!isDone(this.state)) return;
    await Promise.resolve();
    if (!this.isConnected) return;
    this.reordered = null;
    this.dispatch({ type: 'done' });
    await this.go('details');
    this.#drafts.goOn();
  }

  readonly go = (step: Step): Promise<void> => {
    if (step === 'confirm' && this.#drafts.tellLeftOut()) {
      // The notice stands below it.
      this.shadowRoot?.getElementById('title')?.focus();
      return Promise.resolve();
    }
    this.#forgetFaults();
    if (isLater(step)) return this.#going.start(step);
    this.#going.drop();
    return this.#show(step);
  };

  async #show(step: Step): Promise<void> {
    this.dispatch({ type: 'go', step });
    this.#drafts.sync();
    await this.updateComplete;
    this.#focusTitle();
  }

  #forgetFaults(): void {
    this.refusal = '';
    for (const call of this.#drafts.calls) call.clear();
  }

  readonly openOrder = async (orderId: string, stage: OrderStage = 'details'): Promise<void> => {
    this.dispatch({ type: 'openOrder', orderId, stage });
    await this.go('order');
  };

  readonly reorder = async (reordered: Reordered): Promise<void> => {
    this.reordered = reordered;
    await this.updateComplete;
    this.#focusTitle();
  };

  readonly leaveOrder = async (): Promise<void> => {
    const from = this.state.shown?.from ?? 'details';
    // The order may have been cancelled there, which frees its fiscal years.
    if (from === 'details') this.quotes.refresh();
    await this.go(from);
  };

  readonly handlePlaced = async (order: PlacedOrder): Promise<void> => {
    this.dispatch({ type: 'placed', order, requestId: newRequestId() });
    this.#drafts.clear();
    emit(this, 'renewal-order-placed', { orderId: order.id, orderNumber: order.number });
    await this.go('placed');
  };

  /** Drops the quotation: today's prices apply again and must be confirmed; typed values stay. */
  handleQuotationRefusal(fault: Fault): void {
    void this.changeDraft(() => ({ quotation: null }));
    // An unknown quotation is shown as an expired one.
    void this.refuse(fault.code === 'NOT_FOUND' ? { code: 'QUOTATION_EXPIRED' } : fault);
  }

  /** New terms must be confirmed again. At Xác nhận, the person's own changes are no new terms. */
  handleNewTerms(isAnotherDay: boolean): void {
    const { step } = this.state;
    if (step !== 'place' && !(step === 'confirm' && isAnotherDay)) return;
    this.dispatch({ type: 'confirm', confirmed: false });
    void this.go('confirm').then(() => this.dispatch({ type: 'newTerms' }));
  }

  #focusTitle(): void {
    this.shadowRoot?.getElementById('title')?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  async refuse(fault: Fault): Promise<void> {
    emit(this, 'renewal-error', errorDetail(fault));
    await loadFaultWords(this.signIn, fault);
    this.refusal = sayFault(this.signIn, fault);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-wizard': OrderWizard;
  }
}
