import { html, type TemplateResult } from 'lit';
import type { Translate } from '../messages/index.ts';

/** A stored order that is not of what was just chosen: which one is meant? */
export function draftChoice(
  t: Translate,
  count: { stored: number; chosen: number },
  onContinue: () => void,
  onStartAnew: () => void,
): TemplateResult {
  return html`<div class="card stack" role="group" aria-label=${t('draft.title')}>
    <h3>${t('draft.title')}</h3>
    <p>${t('draft.text', { count: count.stored })}</p>
    <div class="row">
      <button type="button" class="primary" @click=${onContinue}>
        ${t('draft.continue', { count: count.stored })}
      </button>
      <button type="button" @click=${onStartAnew}>
        ${t('draft.startAnew', { count: count.chosen })}
      </button>
    </div>
  </div>`;
}
