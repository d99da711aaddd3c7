import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { formatDong } from '../../../shared/money.ts';
import type { Reminded, ReminderPreview } from '../../../shared/schemas/unpaid.ts';
import { UNREMINDED } from '../../../shared/unreminded.ts';
import { CallController } from '../../api/call-controller.ts';
import { Following } from '../../api/live/following.ts';
import { lineName } from '../../payment/line-name.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { nameList } from '../../ui/name-list.ts';
import { pageOf } from '../../ui/pager.ts';
import { inParts, type Outcome } from './parts-controller.ts';
import { type DeedLine, PartsDialog } from './parts-dialog.ts';

/** Number of lines mailed about in one call; the lines of one mail stay together. */
const PART = 100;

/** Changes that come together are read once, in milliseconds. */
const DELAY = 500;

type Mail = ReminderPreview['mails'][number];

/** Mails that a person decides about: their preview, and their sending. */
export interface Mailing {
  kind: 'remind' | 'sendLinks';
  /** The lines of the mails; others that the preview names are counted. */
  lines: readonly DeedLine[];
  /** `again`: also to people who were asked today. */
  preview: (again: boolean, signal: AbortSignal) => Promise<ReminderPreview>;
  send: (lineIds: string[], again: boolean) => Promise<Reminded>;
}

/**
 * Asks before many mails leave, with their number, their addressees, a sample and the lines without one; then sends them
 * part by part, and shows the result of each line.
 */
export class MailsDialog extends PartsDialog<string> {
  static readonly tag = 'renewal-mails-dialog';
  static override styles = [
    ...PartsDialog.styles,
    css`
      .sample {
        padding: 12px;
        border-radius: var(--radius);
        background: var(--sunken);
        white-space: pre-wrap;
      }
    `,
  ];

  @state() private mailing: Mailing | null = null;
  @state() private preview: ReminderPreview | null = null;
  @state() private again = false;

  readonly #previewing = new CallController(this, {
    kind: 'question',
    run: async (signal: AbortSignal) =>
      await this.mailing?.preview(this.again || this.parts.hasBegun, signal),
    done: (preview) => {
      this.preview = preview ?? null;
      if (!this.parts.hasBegun) this.page = 0;
      const text = this.signIn.t('unreminded.email_refused');
      for (const { lineId, reason } of preview?.skipped ?? []) {
        if (reason === 'email_refused') this.parts.undo(lineId, text);
      }
    },
  });
  readonly #following = new Following(this);

  show(mailing: Mailing): void {
    if (!this.open()) {
      this.handleEnd();
      return;
    }
    this.mailing = mailing;
    this.preview = null;
    this.again = false;
    void this.#previewing.start();
  }

  protected override get heading(): string {
    const { t } = this.signIn;
    const isAsking = !this.parts.hasBegun && this.preview !== null;
    return isAsking ? this.#question : t(`${this.#kind}.title`);
  }

  get #kind(): Mailing['kind'] {
    return this.mailing?.kind ?? 'remind';
  }

  protected override get lines(): readonly DeedLine[] {
    return this.mailing?.lines ?? [];
  }

  get #question(): string {
    const { t } = this.signIn;
    const count = this.preview?.mails.length ?? 0;
    return count > 0 ? t(`${this.#kind}.ask`, { count }) : t('mails.none');
  }

  protected override renderQuestion(): TemplateResult {
    const { t } = this.signIn;
    const { preview } = this;
    const isLooking = this.#previewing.isBusy;
    return html`<div class="live" role="status">${isLooking ? html`<p class="muted">${t('mails.looking')}</p>` : nothing}</div>
      <div class="live" role="alert">${retryNotice(t, this.#previewing)}</div>
      ${preview ? this.#renderPreview(preview) : nothing}
      <div class="row">
        <button type="button" class="end" @click=${this.close}>${t(preview?.mails.length === 0 ? 'close' : 'mails.keep')}</button>
        ${
          preview && preview.mails.length > 0
            ? html`<button type="button" class="primary" aria-disabled=${isLooking} @click=${this.#confirm}>
              ${t('mails.do', { count: preview.mails.length })}
            </button>`
            : nothing
        }
      </div>`;
  }

  #renderPreview(preview: ReminderPreview): TemplateResult {
    const { t } = this.signIn;
    const { mails, sample } = preview;
    const ids = new Set(mails.flatMap(({ lineIds }) => lineIds));
    const amount = this.lines.reduce(
      (sum, { lineId, amount, received = 0 }) => sum + (ids.has(lineId) ? amount - received : 0),
      0,
    );
    return html`${
      mails.length > 0
        ? html`<p>${t(`${this.#kind}.text`, { lines: ids.size, amount: formatDong(amount) })}</p>
          ${this.#renderAddressees(mails)}
          ${
            sample
              ? html`<details>
                <summary>${t('mails.sample')}</summary>
                <p class="muted" translate="no">${t('mails.sampleTo', { email: sample.to })}</p>
                <div class="sample" translate="no"><strong>${sample.subject}</strong>${'\n\n'}${sample.text.trim()}</div>
              </details>`
              : nothing
          }`
        : nothing
    }
    ${this.#renderSkipped(preview)}`;
  }

  #renderAddressees(mails: readonly Mail[]): TemplateResult {
    const { t } = this.signIn;
    return html`<details>
      <summary>${t('mails.to', { count: mails.length })}</summary>
      <ul tabindex="0" aria-label=${t('mails.to', { count: mails.length })}>
        ${pageOf(mails, this.page).map(
          ({ email, lineIds }) => html`<li translate="no">
            <span>${this.#namesOf(lineIds)}</span><span class="muted">${email}</span>
          </li>`,
        )}
      </ul>
      ${this.renderPager(mails.length)}
    </details>`;
  }

  #renderSkipped({ skipped }: ReminderPreview): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    if (skipped.length === 0 && !this.again) return nothing;
    const today = skipped.filter(({ reason }) => reason === 'asked_today').length;
    return html`<div class="notice stack">
      ${skipped.length > 0 ? html`<strong>${t('mails.skipped', { count: skipped.length })}</strong>` : nothing}
      ${UNREMINDED.map((reason) => {
        const lineIds = skipped.flatMap((each) => (each.reason === reason ? each.lineId : []));
        if (lineIds.length === 0) return nothing;
        return html`<p>${t(`unreminded.${reason}`)}: <span translate="no">${this.#namesOf(lineIds)}</span></p>`;
      })}
      ${
        today > 0 || this.again
          ? html`<label class="choice">
            <input type="checkbox" .checked=${this.again} @change=${this.#handleAgain} />
            <span>${t('mails.again', { count: this.again ? this.#askedToday : today })}</span>
          </label>`
          : nothing
      }
    </div>`;
  }

  /** Lines that were asked today, as the first preview had them. */
  #askedToday = 0;

  readonly #handleAgain = (event: Event): void => {
    const asked = this.preview?.skipped.filter(({ reason }) => reason === 'asked_today');
    if (!this.again) this.#askedToday = asked?.length ?? 0;
    this.again = (event.target as HTMLInputElement).checked;
    void this.#previewing.start();
  };

  protected override said(count: number) {
    const { t } = this.signIn;
    return { busy: t('mails.sending'), done: t('mails.sent', { count }) };
  }

  /** Customers by their names; of one with other lines that are not meant, each that is. */
  #namesOf(lineIds: readonly string[]): string {
    const { t, locale } = this.signIn;
    const ids = new Set(lineIds);
    const byCustomer = Map.groupBy(this.lines, ({ customer }) => customer.id);
    const names = [...byCustomer.values()].flatMap((lines) => {
      const meant = lines.filter(({ lineId }) => ids.has(lineId));
      return meant.length === lines.length
        ? meant.slice(0, 1).map(({ customer }) => customer.name)
        : meant.map((line) => lineName(line, lines, locale));
    });
    return nameList(t, names, 'andMoreCustomers');
  }

  readonly #confirm = (): void => {
    if (!this.preview || this.#previewing.isBusy) return;
    const groups = this.preview.mails.map(({ lineIds }) => lineIds);
    void this.parts.start(inParts(groups, PART));
  };

  protected override async run(lineIds: readonly string[]): Promise<Outcome[]> {
    const { t } = this.signIn;
    if (!this.mailing) return [];
    const { sent, skipped } = await this.mailing.send([...lineIds], this.again);
    return [
      ...sent.map(({ lineId, email }) => ({
        ...{ lineId, isDone: true, text: t('mails.sentTo', { email }) },
      })),
      ...skipped.map(({ lineId, reason }) => ({
        // Sent since the preview: the answer of a former call was lost, or a colleague was first.
        ...{ lineId, isDone: reason === 'sent_recently', text: t(`unreminded.${reason}`) },
      })),
    ];
  }

  /** A mail server may refuse an address only when the mail leaves: the result shows that while it is open. */
  protected override handleEnd(): void {
    this.#following.leave();
    // A part under way may end after the dialog has been closed, or taken away.
    if (!this.dialog.open || !this.isConnected) return;
    this.#following.start('list', () => this.#previewing.startIn(DELAY));
  }

  protected override handleClose(): void {
    this.#following.leave();
    this.#previewing.drop();
    super.handleClose();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-mails-dialog': MailsDialog;
  }
}
