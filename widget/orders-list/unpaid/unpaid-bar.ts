import { html, nothing, type TemplateResult } from 'lit';
import { LIMITS } from '../../../shared/limits.ts';
import { formatDong } from '../../../shared/money.ts';
import type { UnpaidPage } from '../../../shared/schemas/unpaid.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { ChosenSum } from './chosen.ts';

const DEEDS = ['remind', 'copyLinks', 'changePayer', 'postpone', 'exportXlsx', 'export'] as const;

/** An action on the chosen lines. */
export type Deed = (typeof DEEDS)[number];

interface Bar {
  sum: ChosenSum;
  /** Whether the lines of an action are being gathered. */
  isBusy: boolean;
  /** Whether more lines were chosen than can be worked on at once. */
  isCut: boolean;
  onDeed: (deed: Deed) => void;
  onChooseNone: () => void;
}

/** The lines found, or those chosen, in words. */
export function foundText({ t }: SignIn, { totals }: UnpaidPage, sum: ChosenSum): string {
  const { lines, hidden, isAll } = sum;
  if (lines === 0) {
    const due = formatDong(totals?.due ?? 0);
    return t('unpaid.found', { count: totals?.lines ?? 0, orders: totals?.orders ?? 0, due });
  }
  const values = { count: lines, due: formatDong(sum.due), hidden };
  if (isAll) return t('unpaid.chosenAll', values);
  return t(hidden > 0 ? 'unpaid.chosenHidden' : 'unpaid.chosen', values);
}

/** The bar above the lines: their number, what is left to pay, and the actions on those chosen. */
export function unpaidBar(signIn: SignIn, page: UnpaidPage, bar: Bar): TemplateResult {
  const { t } = signIn;
  const { sum, isBusy, isCut, onDeed, onChooseNone } = bar;
  const isNone = sum.lines === 0;
  const button = (deed: Deed) => html`<button
    type="button"
    class=${deed === 'remind' ? 'primary' : ''}
    aria-disabled=${isBusy}
    @click=${() => isBusy || onDeed(deed)}
  >
    ${t(`unpaid.${deed}`)}
  </button>`;
  return html`<div class="bar row ${isNone ? '' : 'chosen'}">
    <strong>${foundText(signIn, page, sum)}</strong>
    ${
      isNone
        ? nothing
        : html`<button type="button" class="quiet" @click=${onChooseNone}>${t('unpaid.unchoose')}</button>
          <div class="row deeds">${DEEDS.map(button)}</div>`
    }
    <renewal-copy-chosen .signIn=${signIn}></renewal-copy-chosen>
    ${isCut ? html`<p class="note waits">${t('unpaid.tooMany', { count: LIMITS.unpaidChosen })}</p>` : nothing}
  </div>`;
}
