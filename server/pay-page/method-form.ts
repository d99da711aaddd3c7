import { html } from 'hono/html';
import { formatDong } from '../../shared/money.ts';
import type { Html } from './layout.ts';
import type { LinkView } from './link-facts.ts';
import { amountDue } from './link-head.ts';
import type { LinkState } from './link-state.ts';
import type { Say } from './say.ts';

/** The methods, then the amount with the button, which stay in sight while the page is read. */
export function methodForm(view: LinkView): Html {
  const { say, path, locale, methods, problem, refused, state } = view;
  const usable = methods.filter((offer) => offer.unavailable === null);
  const proposed = usable.find(({ method }) => method !== refused) ?? usable[0];
  const isShown = methods.some(({ method }) => method === refused);
  const error = problem
    ? html`<p id="method-error" class="card notice bad" role="alert">${problem}</p>`
    : '';
  return html`<form class="card" method="post" action="${path}/attempts">
<input type="hidden" name="lang" value="${locale}">
<fieldset${problem ? html` aria-describedby="method-error"` : ''}>
<legend>${say('choose')}</legend>
${fullAmountNote(say, state)}
${methods.map(
  ({ method, unavailable, limit }) => html`<label class="method">
<input type="radio" name="method" value="${method}"${method === proposed?.method ? html` checked` : ''}${unavailable ? html` disabled` : ''}>
<span>${say(`method.${method}`)}</span>
<span class="muted">${unavailable ? say(`unavailable.${unavailable}`, { limit: formatDong(limit ?? 0) }) : say(`method.${method}.hint`)}</span>
</label>${method === refused ? error : ''}`,
)}
${isShown ? '' : error}
</fieldset>
<div class="pay">${amountDue(view)}
<p class="muted" role="status" data-opening hidden>${say('opening')}</p>
<button type="submit">${say('payNow')}</button></div>
</form>`;
}

/** A short amount belongs to one method; another method takes the whole amount anew. */
function fullAmountNote(say: Say, { due, short }: LinkState): Html {
  if (!short) return html``;
  const values = { due: formatDong(due), unapplied: formatDong(short.unapplied) };
  const name = short.method === 'bank_transfer' ? 'fullAmount.transfer' : 'fullAmount';
  return html`<p class="muted">${say(name, values)}</p>`;
}
