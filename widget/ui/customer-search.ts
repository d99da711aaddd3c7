import { html, type TemplateResult } from 'lit';
import type { Translate } from '../messages/index.ts';

/** A search field for customers of a list in memory, by code or name. */
export function customerSearch(
  t: Translate,
  search: string,
  onSearch: (search: string) => void,
): TemplateResult {
  return html`<input
    type="search"
    autocomplete="off"
    aria-label=${t('pay.search')}
    placeholder=${t('pay.search')}
    .value=${search}
    @input=${(event: InputEvent) => onSearch((event.target as HTMLInputElement).value)}
  />`;
}
