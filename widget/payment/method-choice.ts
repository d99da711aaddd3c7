import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { PaymentMethods } from '../../shared/schemas/payment.ts';
import type { Translate } from '../messages/index.ts';

/** Every method with its description; one that can't take the amount stays visible, with the reason. */
export function methodChoice(
  t: Translate,
  methods: PaymentMethods['methods'] | undefined,
  chosen: PaymentMethod | '',
  onChoose: (method: PaymentMethod) => void,
  /** The method that failed, and why. */
  refused: { method: PaymentMethod; text: string } | null,
): TemplateResult {
  return html`<fieldset class="stack methods" role="radiogroup" aria-label=${t('term.paymentMethod')}>
    <h3 aria-hidden="true">${t('term.paymentMethod')}</h3>
    ${methods ? nothing : html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i></div>`}
    ${methods?.map(
      ({ method, unavailable, limit }) => html`<label class="method">
        <input
          type="radio"
          name="method"
          value=${method}
          .checked=${live(chosen === method)}
          ?disabled=${unavailable !== null}
          @change=${() => onChoose(method)}
        />
        <strong>${t(`method.${method}`)}</strong>
        ${
          unavailable
            ? html`<span class="error">${t(`unavailable.${unavailable}`, { limit: formatDong(limit ?? 0) })}</span>`
            : html`<span class="muted">${t(`method.${method}.hint`)}</span>`
        }
        ${method === refused?.method ? html`<span class="error" role="alert">${refused.text}</span>` : nothing}
      </label>`,
    )}
  </fieldset>`;
}

/** Others' open attempts to pay some of the same lines: a warning that stops nobody. */
export function otherAttempts(
  t: Translate,
  attempts: PaymentMethods['openAttempts'],
): TemplateResult | typeof nothing {
  if (attempts.length === 0) return nothing;
  return html`<div class="notice" role="status">
    <p>${t('pay.otherOpen')}</p>
    <ul>
      ${attempts.map(
        ({ method, startedAt, by, lineCount }) => html`<li>
          ${t(`pay.otherOpen.${by}`, {
            method: t(`method.${method}`),
            at: formatInstant(startedAt),
            count: lineCount,
          })}
        </li>`,
      )}
    </ul>
  </div>`;
}
