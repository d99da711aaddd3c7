import { css, html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../../messages/index.ts';
import type { ProblemGroup } from './problem-groups.ts';

export interface GroupAction {
  text: string;
  run(): unknown;
}

/** A group in the view. */
export interface GroupView {
  /** Whether the rows can't be ordered like this. */
  isBad: boolean;
  text: string;
  note?: string;
  actions: readonly GroupAction[];
}

interface GroupsView {
  /** Number of rows in a group. */
  toSee: number;
  all: number;
  /** Number of rows shown alone; null: all are shown. */
  shown: number | null;
  onShowAll(): unknown;
  onShowToSee(): unknown;
  onNext(): unknown;
}

export const groupStyles = css`
  .groups {
    display: grid;
    border: 1px solid var(--line);
    border-radius: var(--radius-card);
    background: var(--surface);
    overflow: clip;
  }
  .groups ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .groups li {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    align-items: center;
    padding: 6px 12px;
    border-block-end: 1px solid var(--line);
    border-inline-start: 4px solid var(--wait);
    background: var(--wait-soft);
    color: var(--wait);
  }
  .groups li.bad {
    border-inline-start-color: var(--bad);
    background: var(--bad-soft);
    color: var(--bad);
  }
  .groups .said {
    flex: 1 1 260px;
  }
  .groups .said b {
    display: block;
    font-weight: 600;
  }
  .groups .said span {
    font-size: 13px;
  }
  .groups button {
    min-height: 32px;
    padding: 4px 12px;
  }
  .groups li button {
    border-color: currentColor;
    background: transparent;
    color: inherit;
    color: inherit;
  }
  .groups .turn {
    padding: 6px 12px;
  }
  @container (max-width: 600px) {
    .groups .turn button {
      flex: 1 0 auto;
    }
  }
  @media (pointer: coarse) {
    .groups button {
      min-height: 44px;
    }
  }
`;

export function groupsView(
  t: Translate,
  groups: readonly GroupView[],
  view: GroupsView,
): TemplateResult {
  const { toSee, all, shown } = view;
  return html`<section class="groups" aria-label=${t('groups')}>
    <ul>
      ${groups.map((group) => groupItem(group))}
    </ul>
    <div class="row turn">
      <span class="muted" role="status">
        ${
          shown === null
            ? t('groups.count', { count: toSee })
            : t('groups.shown', { count: shown, of: all })
        }
      </span>
      ${
        shown !== null || toSee < all
          ? // One button, which keeps the focus that a press has given it.
            html`<button type="button" class="end" @click=${shown === null ? view.onShowToSee : view.onShowAll}>
              ${shown === null ? t('groups.only') : t('groups.all', { count: all })}
            </button>`
          : nothing
      }
      ${
        toSee > 0
          ? html`<button
            type="button"
            class=${shown !== null || toSee < all ? '' : 'end'}
            title="F8"
            aria-keyshortcuts="F8"
            @click=${view.onNext}
          >
            ${t('groups.next')}
          </button>`
          : nothing
      }
    </div>
  </section>`;
}

function groupItem({ isBad, text, note, actions }: GroupView): TemplateResult {
  return html`<li class=${isBad ? 'bad' : ''}>
    <div class="said"><b>${text}</b> ${note ? html`<span>${note}</span>` : nothing}</div>
    ${actions.map(
      (action) => html`<button
        type="button"
        aria-label="${action.text}: ${text}"
        @click=${action.run}
      >
        ${action.text}
      </button>`,
    )}
  </li>`;
}

export function groupText(t: Translate, { code, keys, order, orders }: ProblemGroup): string {
  const count = keys.length;
  if (code !== 'ALREADY_ORDERED') return t(`group.${code}`, { count });
  if (order) return t('group.ALREADY_ORDERED', { count, number: order.number });
  return t('group.ordered', { count, orders });
}
