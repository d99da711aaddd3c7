import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ReminderChoice as Choice } from '../../shared/schemas/reminder.ts';
import { CallController } from '../api/call-controller.ts';
import type { SignIn } from '../api/sign-in.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { faultNotice } from '../ui/fault-notice.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';

/** Whether the person gets a mail about expiring licences; nothing where the firm has none. */
export class ReminderChoice extends StyledElement {
  static readonly tag = 'renewal-reminder-choice';
  static override styles = [
    tokens,
    allControls,
    css`
      label {
        display: flex;
        gap: 10px;
        align-items: center;
        min-height: 44px;
        padding: 6px 14px;
        cursor: pointer;
      }
      input {
        flex: none;
        margin: 0;
      }
      .live {
        padding: 0 14px;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @state() private choice: Choice | null = null;

  /** The bell is as useful without it: no fault is shown. */
  readonly #reading = new CallController(this, {
    kind: 'question',
    isExtra: true,
    run: (signal: AbortSignal) => this.signIn.api.reminders.choice.query(undefined, { signal }),
    done: (choice) => {
      this.choice = choice;
    },
  });
  readonly #setting = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, mails: boolean) =>
      this.signIn.api.reminders.setMails.mutate({ mails }),
    done: (choice) => {
      this.choice = choice;
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#reading.start());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    if (!this.choice?.firm) return nothing;
    return html`<label>
        <input
          type="checkbox"
          .checked=${live(this.choice.mails)}
          aria-disabled=${this.#setting.isBusy}
          @change=${this.#handleChange}
        />
        <span>${t('bell.expiryMails')}</span>
      </label>
      <div class="live" role="alert">${faultNotice(this.#setting)}</div>`;
  }

  #handleChange(event: Event): void {
    void this.#setting.start((event.target as HTMLInputElement).checked);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-reminder-choice': ReminderChoice;
  }
}
