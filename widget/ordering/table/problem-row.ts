import { html, nothing, type TemplateResult } from 'lit';
import { formatDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { DraftRow } from '../draft/draft.ts';
import type { LineProblem } from './row-problems.ts';

interface ProblemRow {
  signIn: SignIn;
  row: DraftRow;
  problem: LineProblem;
  onOpenOrder(orderId: string): void;
  onUseExpiry(expiry: string): void;
}

/** The row's problem, with its remedy. */
export function problemPart(shown: ProblemRow): TemplateResult {
  const { signIn, row, problem } = shown;
  const { t } = signIn;
  const { orderId, expiry } = problem;
  const text = problemText(signIn, problem, row);
  return html`<span class="error" id="problem-${row.key}" title=${text}>${text}</span>
    ${
      orderId
        ? html`<button
          type="button"
          class="quiet small"
          id="order-${row.key}"
          aria-labelledby="order-${row.key} number-${row.key} name-${row.key}"
          @click=${() => shown.onOpenOrder(orderId)}
        >
          ${t('openOrder')}
        </button>`
        : nothing
    }
    ${
      problem.code === 'LICENSE_MOVED' && expiry
        ? html`<button type="button" class="quiet small" @click=${() => shown.onUseExpiry(expiry)}>
          ${t('useNewExpiry')}
        </button>`
        : nothing
    }`;
}

export function problemText(
  { t, locale }: Pick<SignIn, 't' | 'locale'>,
  problem: LineProblem,
  row: DraftRow,
): string {
  const { expiry, newExpiry, orderNumber, fiscalYear, latest, from, until, plans } = problem;
  if (problem.code === 'PLAN_NOT_FOR_CUSTOMER' && !plans?.length) return t('row.noPlanForCustomer');
  return t(`row.${problem.code}`, {
    text: row.text,
    most: LIMITS.quantity,
    ...(expiry ? { expiry: formatDate(expiry) } : {}),
    ...(newExpiry ? { newExpiry: formatDate(newExpiry) } : {}),
    ...(orderNumber ? { orderNumber } : {}),
    ...(fiscalYear ? { fiscalYear } : {}),
    ...(latest ? { latest } : {}),
    ...(from ? { from: formatDate(from) } : {}),
    ...(until ? { until: formatDate(until) } : {}),
    ...(plans ? { plans: plans.map(({ name }) => name[locale]).join(', ') } : {}),
  });
}
