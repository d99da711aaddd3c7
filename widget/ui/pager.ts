import { html, nothing, type TemplateResult } from 'lit';
import type { CommonKey, Translate } from '../messages/index.ts';

/** Rows drawn at a time; two thousand comboboxes would overwhelm any browser. */
export const PAGE = 50;

export function pageOf<Item>(items: readonly Item[], page: number): readonly Item[] {
  return items.slice(page * PAGE, (page + 1) * PAGE);
}

/** Pages through a long list in memory; nothing when one page holds it. */
export function pager(
  t: Translate<CommonKey>,
  count: number,
  page: number,
  onPage: (page: number) => void,
): TemplateResult | typeof nothing {
  const pages = Math.ceil(count / PAGE);
  if (pages < 2) return nothing;
  // A button that is disabled while it has the focus would lose it.
  const turn = (to: number, text: string) => {
    const isThere = to >= 0 && to < pages;
    return html`<button type="button" aria-disabled=${!isThere} @click=${() => isThere && onPage(to)}>${text}</button>`;
  };
  return html`<div class="pager row">
    ${turn(page - 1, t('previousPage'))}
    <span role="status">${t('pageOf', { page: page + 1, pages })}</span>
    ${turn(page + 1, t('nextPage'))}
  </div>`;
}
