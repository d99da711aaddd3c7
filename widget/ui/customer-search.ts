import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../messages/index.ts';

/**
 * A search field for customers of a list in memory, by code or name.
 *
 * @param letter with Ctrl, the key that leads to it
 */
export function customerSearch(
  t: Translate,
  search: string,
  onSearch: (search: string) => void,
  letter?: string,
): TemplateResult {
  return html`<input
    type="search"
    autocomplete="off"
    aria-label=${t('pay.search')}
    placeholder=${t('pay.search')}
    title=${letter ? `Ctrl+${letter}` : nothing}
    aria-keyshortcuts=${letter ? `Control+${letter}` : nothing}
    .value=${search}
    @input=${(event: InputEvent) => onSearch((event.target as HTMLInputElement).value)}
  />`;
}

/** Announces the number of rows that a search or a filter has found; it is seen where there are none. */
export function foundRows(t: Translate, count: number, all: number): TemplateResult {
  const said = count < all ? t('licenses', { count }) : nothing;
  return html`<p class="live ${count === 0 ? 'muted none' : 'visually-hidden'}" role="status">${count === 0 ? t('combobox.none') : said}</p>`;
}
