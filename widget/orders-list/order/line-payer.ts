import { html, nothing, type TemplateResult } from 'lit';
import { formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import type { OrderLine } from '../../../shared/schemas/order.ts';
import type { Translate } from '../../messages/index.ts';

/** The payer of a line, and whether its link was sent and opened. */
export function linePayer(t: Translate, line: OrderLine): TemplateResult {
  return html`${t(`payer.${line.payer}`)}
    ${line.state === 'awaiting_payment' ? linkState(t, line) : nothing}`;
}

function linkState(t: Translate, { payer, link }: OrderLine): TemplateResult | typeof nothing {
  if (link?.openedAt) {
    return html`<div class="muted note">${t('line.linkOpened', { at: formatInstant(link.openedAt) })}</div>`;
  }
  if (link?.sentAt) {
    return html`<div class="muted note">
      ${t('line.linkSent', { at: formatInstant(link.sentAt) })}
      ${link.sentTo ? html`<span class="address" title=${link.sentTo}>${link.sentTo}</span>` : nothing}
    </div>`;
  }
  return payer === 'owner' ? html`<div class="waits note">${t('line.linkNotSent')}</div>` : nothing;
}

/** The commitment to pay a line, and its outcome. */
export function lineCommitment(
  t: Translate,
  { commitment, presentExpiry, state }: OrderLine,
): TemplateResult | typeof nothing {
  if (!commitment) return nothing;
  // A cancelled line did not miss its day.
  const outcome = state === 'cancelled' ? 'ended' : commitment.state;
  const date = formatDate(commitment.payBy);
  const expiry = formatDate(commitment.temporaryExpiry);
  // A licence that was paid for beyond that day was not extended.
  const isExtended = commitment.temporaryExpiry > presentExpiry && outcome !== 'kept';
  const extension = outcome === 'active' ? 'commitment.extended' : 'commitment.takenBack';
  return html`<div class="note ${outcome === 'lapsed' ? 'error' : 'muted'}">
    ${t(`commitment.${outcome}`, { date })}${isExtended ? `; ${t(extension, { expiry })}` : nothing}
  </div>`;
}
