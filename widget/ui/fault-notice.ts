import { html, nothing, type TemplateResult } from 'lit';

/** Why a call failed, or the first of several that did. */
export function faultNotice(
  ...calls: readonly { readonly text: string }[]
): TemplateResult | typeof nothing {
  const failed = calls.find(({ text }) => text !== '');
  return failed ? html`<p class="notice bad">${failed.text}</p>` : nothing;
}
