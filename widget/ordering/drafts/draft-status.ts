import { css, html, nothing, type TemplateResult } from 'lit';
import { type FormSignIn, saysAll } from '../../api/sign-in.ts';
import { timeText } from './draft-name.ts';
import type { DraftSaver } from './draft-saver.ts';

export const statusStyles = [
  css`
    .saving {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      align-items: center;
      justify-content: flex-end;
      color: var(--muted);
      font-size: 13px;
    }
    @container (max-width: 640px) {
      .saving {
        grid-column: 1 / -1;
        grid-row: 3;
        justify-content: flex-start;
      }
    }
    .saving .failed {
      color: var(--wait);
    }
  `,
];

/** Time of the draft's last save, and the way to the others. */
export function draftStatus(
  signIn: FormSignIn,
  { status, drafts }: Pick<DraftSaver, 'status' | 'drafts'>,
  onOpen: () => void,
): TemplateResult | typeof nothing {
  if (!saysAll(signIn)) return nothing;
  const { t } = signIn;
  const isUnsaved = status !== null && 'unsaved' in status;
  const why = isUnsaved ? status.unsaved : null;
  const failed = why === null ? t('drafts.unsaved') : t('drafts.notSaved', { why });
  const count = drafts?.length ?? 0;
  return html`<div class="saving">
    ${status && !isUnsaved ? html`<span>${t('drafts.saved', { time: timeText(status.savedAt) })}</span>` : nothing}
    <span class="live failed" role="status">${isUnsaved ? failed : nothing}</span>
    <button type="button" class="quiet" @click=${onOpen}>
      ${count > 0 ? t('drafts.count', { count }) : t('drafts')}
    </button>
  </div>`;
}
