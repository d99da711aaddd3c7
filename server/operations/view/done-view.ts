import { html } from 'hono/html';
import { formatDong } from '../../../shared/money.ts';
import { licenseText } from '../deeds/chosen-lines.ts';
import { type Done, doneText } from '../deeds/done-notice.ts';
import type { Outcome } from '../lists/read-outcome.ts';
import type { Forms } from './forms.ts';
import { say } from './say.ts';
import { unassignForm } from './unassign-form.ts';
import { customersOf, type Html } from './view-parts.ts';

/** An action that was done; of money, where it has gone, while that can be taken back. */
export function doneNotice(done: Done, outcomes: readonly Outcome[], form: Forms): Html {
  return html`<section class="card notice good" role="status"><p>${doneText(done)}</p>
${outcomes.length > 0 ? html`<ul class="lines">${outcomes.map((outcome) => outcomeItem(outcome, form))}</ul>` : ''}</section>`;
}

function outcomeItem(outcome: Outcome, form: Forms): Html {
  const { amount, orderNumber } = outcome;
  const texts = [paidText(outcome), waitingText(outcome), ...refundTexts(outcome)];
  return html`<li><strong>${[orderNumber, formatDong(amount)].filter(Boolean).join(' · ')}</strong>
${texts.filter(Boolean).map((text) => html`<p>${text}</p>`)}
${outcome.paid.length === 0 && orderNumber ? unassignForm(outcome, form) : ''}</li>`;
}

function paidText({ paid }: Outcome): string | null {
  const [line] = paid;
  if (line === undefined) return null;
  const of =
    paid.length === 1
      ? `${line.customer_name}, MST ${line.tax_code}: ${licenseText(line)}`
      : customersOf(line.customer_name, paid.length);
  return `Đã thanh toán cho ${of}.`;
}

function waitingText({ waiting, customerName, lineCount }: Outcome): string | null {
  if (waiting === null) return null;
  return `Đang chờ: còn thiếu ${formatDong(waiting.missing)} cho ${customersOf(customerName, lineCount)}.`;
}

function refundTexts({ refunds }: Outcome): string[] {
  return refunds.map(
    ({ amount, reason }) => `Cần hoàn ${formatDong(amount)}: ${say(`refundReason.${reason}`)}.`,
  );
}
