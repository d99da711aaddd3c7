import { html, raw } from 'hono/html';
import { formatDong } from '../../shared/money.ts';
import { partsDays, shortfallText } from '../../shared/parts-text.ts';
import type { PaymentAttempt, Transfer } from '../../shared/schemas/payment.ts';
import type { BankAppLink } from './bank-app-links.ts';
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
  /** Opens bank apps with a transfer filled in; none where the operator has not turned it on. */
  appsFor: (transfer: { amount: number; memo: string }) => BankAppLink[];
  returnPath: string;
}

/** Instructions for a transfer: bank apps, QR code and details to copy; a large amount in parts. */
export function transferView(view: TransferView): Html {
  const { say, linkUrl, subject, attempt, transfer } = view;
  const isInParts = transfer.parts.length > 0;
  const values = { unapplied: formatDong(attempt.unapplied), missing: formatDong(transfer.amount) };
  const shortfall = shortfallText(say, values, transfer.partsUntil);
  return html`<p class="card notice" role="status">${attempt.unapplied > 0 ? shortfall : say('waiting')}</p>
<section class="card">
<h1>${say('transferTitle')}</h1>
<p class="muted">${subject}</p>
<p class="due"><span>${say('toPay')}</span><strong translate="no">${formatDong(transfer.amount)}</strong></p>
${isInParts ? why(say, transfer) : ''}
</section>
${isInParts ? inParts(view) : inOne(view)}
<section class="card">
<p>${say('paymentOrderHint')}</p>
<p><a class="button plain" href="${transfer.paymentOrderUrl}" target="_blank">${say('paymentOrder')}</a></p>
</section>
<p><a class="button plain" href="${linkUrl}">${say('otherMethod')}</a></p>`;
}

function inOne(view: TransferView): Html {
  const { say, path, attempt, transfer } = view;
  const { qr } = transfer;
  const advice = html`<p class="muted">${say('phoneAdvice')}</p>`;
  return html`${qr ? apps(view, transfer) : ''}
<section class="card">
${qr ? html`${qrCode(say, transfer, qr, `${path}/transfers/${attempt.id}/qr.png`)}${advice}` : html`<p>${say('transfer.napasLimit')}</p>`}
<dl>${account(say, transfer)}${details(say, transfer)}</dl>
<p class="muted">${say('transfer.memoAdvice')}</p>
</section>`;
}

/**
 * A card for each part, the account and the days once, below them: a phone shows the next QR code on its first screen. The
 * next part to transfer can be opened in a bank app.
 */
function inParts(view: TransferView): Html {
  const { say, path, attempt, transfer } = view;
  const { parts } = transfer;
  const next = parts.find(({ amount }) => amount > 0);
  return html`${parts.map((part, index) => {
    const title = say('transfer.part', { number: index + 1, count: parts.length });
    if (part.amount === 0) {
      return html`<section class="card notice good"><h2>${title}: ${say('transfer.partReceived')}</h2></section>`;
    }
    const image = `${path}/transfers/${attempt.id}/parts/${index + 1}/qr.png`;
    return html`<section class="card">
<h2>${title}: <span translate="no">${formatDong(part.amount)}</span></h2>
${part.qr ? qrCode(say, part, part.qr, image) : ''}
<dl>${details(say, part)}</dl>
</section>${part === next && part.qr ? apps(view, part) : ''}`;
  })}
<section class="card">
<dl>${account(say, transfer)}</dl>
<p>${partsDays(say, transfer)}</p>
<p class="muted">${say('phoneAdvice')} ${say('transfer.memoAdvice')}</p>
</section>`;
}

/** Until the first part has come. */
function why(say: Say, { parts }: Transfer): Html {
  if (parts.some(({ amount }) => amount === 0)) return html``;
  return html`<p class="muted">${say('transfer.parts', { count: parts.length })}</p>`;
}

/** For a phone: opens the payer's bank app with everything filled in. */
function apps(
  { say, appsFor, returnPath }: TransferView,
  transfer: { amount: number; memo: string },
): Html {
  const links = appsFor(transfer);
  if (links.length === 0) return html``;
  return html`<section class="card apps" data-return="${returnPath}" aria-labelledby="apps">
<h2 id="apps">${say('openApp')}</h2>
<p class="buttons">${links.map(({ id, name, url }) => html`<a class="button plain" href="${url}" data-app="${id}" translate="no">${name}</a>`)}</p>
<p class="muted">${say('appsPrivacy')}</p>
</section>`;
}

function qrCode(
  say: Say,
  { amount, memo }: { amount: number; memo: string },
  { size, path: modules }: { size: number; path: string },
  image: string,
): Html {
  const label = say('qrAlt', { amount: formatDong(amount), memo });
  const file = `vietqr-${memo}.png`;
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="-4 -4 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><path d="${raw(modules)}"/></svg>
<p class="buttons"><a class="button plain" href="${image}" download="${file}">${say('saveQr')}</a><button type="button" class="plain" hidden data-share="${image}" data-file="${file}">${say('shareQr')}</button></p>
`;
}

function account(say: Say, transfer: Transfer): Html {
  return html`${fact(say, 'transfer.bank', transfer.bankName)}
${fact(say, 'transfer.accountNumber', transfer.accountNumber, transfer.accountNumber)}
${fact(say, 'transfer.accountHolder', transfer.accountHolder)}`;
}

function details(say: Say, { amount, memo }: { amount: number; memo: string }): Html {
  return html`${fact(say, 'transfer.amount', formatDong(amount), String(amount))}
${fact(say, 'transfer.memo', memo, memo)}`;
}

type FactKey = 'bank' | 'accountNumber' | 'accountHolder' | 'amount' | 'memo';

function fact(say: Say, key: `transfer.${FactKey}`, value: string, copy?: string): Html {
  const name = say(key);
  const button = copy
    ? html`<button type="button" hidden data-copy="${copy}" data-copied="${say('copied')}" aria-label="${say('copy')}: ${name}">${say('copy')}</button>`
    : '';
  return html`<div><dt>${name}</dt><dd><span translate="no">${value}</span>${button}</dd></div>`;
}
