import { css, html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../../messages/index.ts';
import { pageOf, pager } from '../../ui/pager.ts';
import type { Outcome, PartsController } from './parts-controller.ts';

/** A line in the result. */
export interface DeedLine {
  lineId: string;
  customer: { id: string; name: string };
  /** The order's number; empty where all lines are of one order. */
  orderNumber: string;
  amount: number;
}

export const deedStyles = css`
  progress {
    inline-size: 100%;
    block-size: 10px;
    accent-color: var(--accent);
  }
  details > summary {
    padding-block: 4px;
    color: var(--link);
    font-weight: 600;
    cursor: pointer;
  }
  ul {
    max-height: 40vh;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    justify-content: space-between;
    padding-block: 5px;
    border-block-end: 1px solid var(--line);
  }
  li > :first-child {
    flex: 1 1 200px;
  }
  .good {
    color: var(--good);
  }
  .waits {
    color: var(--wait);
  }
  .pager {
    justify-content: center;
    padding-block: 6px;
  }
  h2:focus {
    outline: none;
  }
`;

interface Said {
  t: Translate;
  /** Text while the action runs. */
  busy: string;
  /** Text after the action, with its number. */
  done: string;
}

interface Shown extends Omit<Said, 'done'> {
  lines: readonly DeedLine[];
  page: number;
  onPage: (page: number) => void;
  onClose: () => void;
}

/** Announces an action on many lines, and then its end; it is there before, for screen readers. */
export function deedSaid<Item>(
  { hasBegun, isBusy, left }: PartsController<Item>,
  { t, busy, done }: Said,
): TemplateResult {
  const ended = html`<p class="notice good">${done}</p>
    ${left > 0 ? html`<p class="waits">${t('unpaid.stopped', { count: left })}</p>` : nothing}`;
  const said = isBusy ? html`<p>${busy}…</p>` : ended;
  return html`<div class="live" role="status">${hasBegun ? said : nothing}</div>`;
}

/** The progress of an action on many lines, and then the result of each, lines not done first. */
export function deedResult<Item>(
  parts: PartsController<Item>,
  { t, busy, lines, page, onPage, onClose }: Shown,
): TemplateResult {
  const { done: doneItems, total, isBusy, left, outcomes } = parts;
  const ordered = outcomes.toSorted((a, b) => Number(a.isDone) - Number(b.isDone));
  return html`${
    isBusy
      ? html`<progress aria-label=${busy} max=${total} .value=${doneItems}></progress>
          <p class="muted">${t('unpaid.progress', { done: doneItems, total })}</p>`
      : nothing
  }
    <div class="live" role="alert">${parts.text ? html`<p class="notice bad">${parts.text}</p>` : nothing}</div>
    ${outcomes.length > 0 && !isBusy ? results(t, ordered, lines, page, onPage) : nothing}
    <div class="row">
      ${
        isBusy
          ? html`<button type="button" class="end" @click=${parts.stop}>${t('unpaid.stop')}</button>`
          : html`<button type="button" class="end" @click=${onClose}>${t('close')}</button>
            ${left > 0 ? html`<button type="button" class="primary" @click=${parts.goOn}>${t('unpaid.goOn', { count: left })}</button>` : nothing}`
      }
    </div>`;
}

function results(
  t: Translate,
  outcomes: readonly Outcome[],
  lines: readonly DeedLine[],
  page: number,
  onPage: (page: number) => void,
): TemplateResult {
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  return html`<section aria-label=${t('unpaid.results')}>
    <ul tabindex="0" aria-label=${t('unpaid.results')}>
      ${pageOf(outcomes, page).map(({ lineId, text, isDone }) => {
        const line = byId.get(lineId);
        return html`<li>
          <span><span translate="no">${line?.customer.name}</span> <span class="muted" translate="no">${line?.orderNumber}</span></span>
          <span class=${isDone ? 'good' : 'waits'}>${text}</span>
        </li>`;
      })}
    </ul>
    ${pager(t, outcomes.length, page, onPage)}
  </section>`;
}
