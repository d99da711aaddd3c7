import { html, nothing, type TemplateResult } from 'lit';
import type { CommonKey, Translate } from '../messages/index.ts';

interface Failing {
  /** The fault in words; empty without one. */
  readonly text: string;
}

interface Retryable extends Failing {
  /** Tries again; missing where trying again makes no sense. */
  readonly retry?: () => unknown;
}

/** The reason why a call failed, or the first of several. */
export function faultNotice(...calls: readonly Failing[]): TemplateResult | typeof nothing {
  const failed = calls.find(({ text }) => text !== '');
  return failed ? html`<p class="notice bad">${failed.text}</p>` : nothing;
}

/** The same, with a button to try again. */
export function retryNotice(
  t: Translate<CommonKey>,
  ...calls: readonly Retryable[]
): TemplateResult | typeof nothing {
  const failed = calls.find(({ text }) => text !== '');
  if (!failed) return nothing;
  const { text, retry } = failed;
  return html`<div class="notice bad row">
    <span>${text}</span>
    ${retry ? html`<button type="button" class="end" @click=${retry}>${t('retry')}</button>` : nothing}
  </div>`;
}
