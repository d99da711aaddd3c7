import { css, html, nothing, type TemplateResult } from 'lit';
import { type LineEffect, type LineRemark, lineRemarks } from '../../shared/line-remarks.ts';
import type { Translate } from '../messages/index.ts';

/** The badges of one renewal: a change of plan, a gap, a short gain, an expiry that is past. */
export const remarkStyles = css`
  .remarks {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    align-items: center;
  }
  td .remarks {
    margin-block-start: 4px;
  }
  .said .remarks {
    margin-block-start: 0;
  }
  /* A plan's name may be long: it goes on in the next line. */
  .remark {
    border-radius: 10px;
    line-height: 1.35;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .remark.planChange {
    background: var(--accent-soft);
    color: var(--link);
  }
  .remark.gap,
  .remark.expiryPassed {
    background: var(--bad-soft);
    color: var(--bad);
  }
`;

/** The source of texts, and its language. */
interface Speaker {
  t: Translate;
  locale: 'vi' | 'en';
}

export function remarksOf({ t, locale }: Speaker, effect: LineEffect): LineRemark[] {
  return lineRemarks(t, locale, effect);
}

/** A badge for each remark; nothing where there is none. */
export function remarkBadges(signIn: Speaker, effect: LineEffect): TemplateResult | typeof nothing {
  const remarks = remarksOf(signIn, effect);
  return remarks.length > 0
    ? html`<div class="remarks">${remarks.map(remarkBadge)}</div>`
    : nothing;
}

export function remarkBadge({ kind, text }: { kind: string; text: string }): TemplateResult {
  return html`<span class="badge remark ${kind}">${text}</span>`;
}
