import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../../messages/index.ts';

/** The banner's values and actions. */
export interface ShortRowsView {
  /** How many rows add less than six months. */
  count: number;
  /** How many of these rows the proposed change begins with a later year, and how many it gives more years. */
  later: number;
  longer: number;
  /** How many rows of the last change of all can be changed back. */
  undoable: number;
  /** Whether only these rows are shown. */
  isAlone: boolean;
  /** Whether the order has other rows too. */
  hasOthers: boolean;
  onChangeAll(): unknown;
  onUndo(): unknown;
  onToggle(): void;
}

/** The number of rows that add little for a year's price, with the buttons to change them all and to undo it. */
export function shortRowsBanner(t: Translate, view: ShortRowsView): TemplateResult {
  const { count, later, longer, undoable, isAlone, hasOthers } = view;
  const how = [
    ...(later > 0 ? [t('shortRows.later', { count: later })] : []),
    ...(longer > 0 ? [t('shortRows.longer', { count: longer })] : []),
  ];
  return html`<div class="notice stack short-rows ${count > 0 ? '' : 'good'}">
    ${count > 0 ? html`<p><b>${t('shortRows.count', { count })}</b> ${t('shortRows.price')}</p>` : nothing}
    ${undoable > 0 ? html`<p>${t('shortRows.changed', { count: undoable })}</p>` : nothing}
    ${how.length > 0 ? html`<p>${t('shortRows.how', { how: how.join('; ') })}</p>` : nothing}
    <div class="row">
      ${
        how.length > 0
          ? html`<button type="button" @click=${view.onChangeAll}>
            ${t('shortRows.changeAll', { count: later + longer })}
          </button>`
          : nothing
      }
      ${
        undoable > 0
          ? html`<button type="button" @click=${view.onUndo}>${t('shortRows.undo')}</button>`
          : nothing
      }
      ${
        isAlone || (count > 0 && hasOthers)
          ? html`<button type="button" class="quiet" @click=${view.onToggle}>
            ${t(isAlone ? 'shortRows.showAll' : 'shortRows.showOnly')}
          </button>`
          : nothing
      }
    </div>
  </div>`;
}
