import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { LineRow } from './drawn-line.ts';
import { rowNameOf } from './line-cells.ts';

/** Ticks and actions in the table's head, besides its texts. */
export interface TableHead {
  /** Whether all, some or none of the shown rows are ticked. */
  ticked: 'all' | 'some' | 'none';
  onTickAll(): unknown;
  /** The menu of a column; loaded after the table is shown. */
  menuOf(column: string, name: string): unknown;
}

export function tickAllCell({ t }: FormSignIn, { ticked, onTickAll }: TableHead): TemplateResult {
  return html`<input
    type="checkbox"
    name="tick-all"
    aria-label=${t('tickAll')}
    title="${t('tickAll')} (Ctrl+A)"
    .checked=${live(ticked === 'all')}
    .indeterminate=${live(ticked === 'some')}
    @click=${onTickAll}
  />`;
}

export function tickCell({ signIn, row, isTicked, onTick }: LineRow): TemplateResult {
  return html`<input
    type="checkbox"
    name="tick"
    id="tick-${row.key}"
    aria-label=${signIn.t('tick')}
    aria-labelledby=${rowNameOf('tick', row)}
    .checked=${live(isTicked)}
    @click=${(event: MouseEvent) => onTick(event.shiftKey)}
  />`;
}
