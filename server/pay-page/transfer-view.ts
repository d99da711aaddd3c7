import { html, raw } from 'hono/html';
import { formatDong } from '../../shared/money.ts';
import type { PaymentAttempt, Transfer } from '../../shared/schemas/payment.ts';
import type { Html } from './layout.ts';
import type { Say } from './say.ts';

export interface TransferView {
  say: Say;
  /** The link's page, and its address in the page's language. */
  path: string;
  linkUrl: string;
  /** The order's number, and its customers. */
  subject: string;
  attempt: PaymentAttempt;
  transfer: Transfer;
}

/** How to transfer: QR code, details to copy, and the missing amount if less has come. */
export function transferView({
  say,
  path,
  linkUrl,
  subject,
  attempt,
  transfer,
}: TransferView): Html {
  const values = {
    unapplied: formatDong(attempt.unapplied),
    missing: formatDong(transfer.amount),
  };
  const notice = attempt.unapplied > 0 ? say('transfer.unapplied', values) : say('waiting');
  return html`<p class="card notice" role="status">${notice}</p>
<section class="card">
<h1>${say('transferTitle')}</h1>
<p class="muted">${subject}</p>
<p class="due"><span>${say('toPay')}</span><strong translate="no">${formatDong(transfer.amount)}</strong></p>
</section>
<section class="card">
${transfer.qr ? qrCode(say, path, attempt.id, transfer, transfer.qr) : html`<p>${say('transfer.napasLimit')}</p>`}
<dl>
${fact(say, 'transfer.bank', transfer.bankName)}
${fact(say, 'transfer.accountNumber', transfer.accountNumber, transfer.accountNumber)}
${fact(say, 'transfer.accountHolder', transfer.accountHolder)}
${fact(say, 'transfer.amount', formatDong(transfer.amount), String(transfer.amount))}
${fact(say, 'transfer.memo', transfer.memo, transfer.memo)}
</dl>
<p class="muted">${say('transfer.memoAdvice')}</p>
</section>
<p><a class="button plain" href="${linkUrl}">${say('otherMethod')}</a></p>`;
}

function qrCode(
  say: Say,
  path: string,
  attemptId: string,
  transfer: Transfer,
  { size, path: modules }: { size: number; path: string },
): Html {
  const label = say('qrAlt', { amount: formatDong(transfer.amount), memo: transfer.memo });
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="-4 -4 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><path d="${raw(modules)}"/></svg>
<p><a class="button plain" href="${path}/transfers/${attemptId}/qr.png" download="vietqr-${transfer.memo}.png">${say('saveQr')}</a></p>
<p class="muted">${say('phoneAdvice')}</p>`;
}

type FactKey = 'bank' | 'accountNumber' | 'accountHolder' | 'amount' | 'memo';

function fact(say: Say, key: `transfer.${FactKey}`, value: string, copy?: string): Html {
  const name = say(key);
  const button = copy
    ? html`<button type="button" hidden data-copy="${copy}" data-copied="${say('copied')}" aria-label="${say('copy')}: ${name}">${say('copy')}</button>`
    : '';
  return html`<div><dt>${name}</dt><dd><span translate="no">${value}</span>${button}</dd></div>`;
}
