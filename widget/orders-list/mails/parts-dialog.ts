import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { SignIn } from '../../api/sign-in.ts';
import { lineName, type SoldLine } from '../../payment/line-name.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { KeepFocus } from '../../ui/keep-focus.ts';
import { pageOf, pager } from '../../ui/pager.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type Outcome, PartsController } from './parts-controller.ts';

/** A line in the result. */
export interface DeedLine extends SoldLine {
  lineId: string;
  customer: NonNullable<SoldLine['customer']>;
  /** The order's number; empty where all lines are of one order. */
  orderNumber: string;
  amount: number;
  /** Money received that is short of the amount; mails ask for the rest. */
  received?: number;
}

const partsStyles = css`
  progress {
    inline-size: 100%;
    block-size: 10px;
    accent-color: var(--accent);
  }
  details > summary {
    padding-block: 4px;
    color: var(--link);
    font-weight: 600;
    cursor: pointer;
  }
  ul {
    max-height: 40vh;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    justify-content: space-between;
    padding-block: 5px;
    border-block-end: 1px solid var(--line);
  }
  li > :first-child {
    flex: 1 1 200px;
  }
  .good {
    color: var(--good);
  }
  .pager {
    padding-block: 6px;
  }
`;

/** A dialog that asks before an action on many lines, does it part by part, and shows the result of each line. */
export abstract class PartsDialog<Item> extends StyledElement {
  static override styles = [tokens, allControls, partsStyles];

  @property({ attribute: false }) signIn!: SignIn;
  /** Called when the dialog closes after something was done. */
  @property({ attribute: false }) onDone!: () => void;

  /** The page of a long list. */
  @state() protected page = 0;
  @query('dialog') protected dialog!: HTMLDialogElement;

  protected readonly parts = new PartsController<Item>(this, {
    run: (items) => this.run(items),
    ended: () => {
      this.page = 0;
      this.handleEnd();
    },
  });

  constructor() {
    super();
    new KeepFocus(this, 'h2');
  }

  protected abstract get heading(): string;
  /** The lines of the result; each outcome is one's. */
  protected abstract get lines(): readonly DeedLine[];
  protected abstract renderQuestion(): TemplateResult;
  /** Does the action to some items, and returns the outcome of each of their lines. */
  protected abstract run(items: readonly Item[]): Promise<Outcome[]>;
  /** Text while the action runs; and after it, with its number. */
  protected abstract said(count: number): { busy: string; done: string };

  /** All parts are done, or the person has stopped. */
  protected handleEnd(): void {}

  /** @returns whether it asks anew: an action under way is shown to its end */
  protected open(): boolean {
    showModal(this.dialog);
    if (this.parts.isBusy) return false;
    this.page = 0;
    this.parts.clear();
    return true;
  }

  protected override render(): TemplateResult {
    const { hasBegun, outcomes } = this.parts;
    const count = outcomes.filter(({ isDone }) => isDone).length;
    return html`<dialog aria-labelledby="title" @close=${this.handleClose}>
      <div class="stack">
        <h2 id="title" tabindex="-1" autofocus>${this.heading}</h2>
        <div class="live" role="status">${hasBegun ? this.#renderSaid(count) : nothing}</div>
        ${hasBegun ? this.#renderResult(this.said(count).busy) : this.renderQuestion()}
      </div>
    </dialog>`;
  }

  /** Announces the action, and then its end; its place is there before, for screen readers. */
  #renderSaid(count: number): TemplateResult {
    const { isBusy, left } = this.parts;
    const { busy, done } = this.said(count);
    if (isBusy) return html`<p>${busy}…</p>`;
    return html`<p class="notice ${count > 0 ? 'good' : ''}">${done}</p>
      ${left > 0 ? html`<p class="waits">${this.signIn.t('unpaid.stopped', { count: left })}</p>` : nothing}`;
  }

  /** The progress of the action, and then the result of each line. */
  #renderResult(busy: string): TemplateResult {
    const { t } = this.signIn;
    const { done, total, isBusy, left, outcomes, stop, goOn } = this.parts;
    return html`${
      isBusy
        ? html`<progress aria-label=${busy} max=${total} .value=${done}></progress>
          <p class="muted">${t('unpaid.progress', { done, total })}</p>`
        : nothing
    }
    <div class="live" role="alert">${faultNotice(this.parts)}</div>
    ${outcomes.length > 0 && !isBusy ? this.#renderOutcomes(outcomes) : nothing}
    <div class="row">
      ${
        isBusy
          ? html`<button type="button" class="end" @click=${stop}>${t('unpaid.stop')}</button>`
          : html`<button type="button" class="end" @click=${this.close}>${t('close')}</button>
            ${left > 0 ? html`<button type="button" class="primary" @click=${goOn}>${t('unpaid.goOn', { count: left })}</button>` : nothing}`
      }
    </div>`;
  }

  /** Lines not done come first. */
  #renderOutcomes(outcomes: readonly Outcome[]): TemplateResult {
    const { t, locale } = this.signIn;
    const ordered = outcomes.toSorted((a, b) => Number(a.isDone) - Number(b.isDone));
    const byId = new Map(this.lines.map((line) => [line.lineId, line]));
    // The number tells lines of several orders apart.
    const byOrder = Map.groupBy(this.lines, ({ orderNumber }) => orderNumber);
    const nameOf = (line: DeedLine) => lineName(line, byOrder.get(line.orderNumber) ?? [], locale);
    return html`<section aria-label=${t('unpaid.results')}>
      <ul tabindex="0" aria-label=${t('unpaid.results')}>
        ${pageOf(ordered, this.page).map(({ lineId, text, isDone }) => {
          const line = byId.get(lineId);
          return html`<li>
            <span><span translate="no">${line && nameOf(line)}</span> <span class="muted" translate="no">${line?.orderNumber}</span></span>
            <span class=${isDone ? 'good' : 'waits'}>${text}</span>
          </li>`;
        })}
      </ul>
      ${this.renderPager(ordered.length)}
    </section>`;
  }

  protected renderPager(count: number): TemplateResult | typeof nothing {
    return pager(this.signIn.t, count, this.page, (page) => {
      this.page = page;
    });
  }

  protected readonly close = (): void => this.dialog.close();

  protected handleClose(): void {
    this.parts.stop();
    if (this.parts.hasBegun) this.onDone();
  }
}
