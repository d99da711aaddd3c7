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
  return html`<div class="pager row">
    <button type="button" ?disabled=${page === 0} @click=${() => onPage(page - 1)}>
      ${t('previousPage')}
    </button>
    <span>${t('pageOf', { page: page + 1, pages })}</span>
    <button type="button" ?disabled=${page >= pages - 1} @click=${() => onPage(page + 1)}>
      ${t('nextPage')}
    </button>
  </div>`;
}
