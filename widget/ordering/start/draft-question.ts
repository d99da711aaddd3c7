import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../../messages/index.ts';
import { type Draft, filledRows } from '../draft/draft.ts';

/** The fate of the draft elsewhere. */
export interface Elsewhere {
  /** Null: it was placed, or kept no longer. */
  theirs: Draft | null;
  /** The server's word on it; none: another tab of this browser has changed it. */
  onServer?: OnServer | null;
}

/**
 * The person who saved a draft elsewhere, the time, and the number of rows that differ; or the number of the order
 * placed of it.
 */
export type OnServer =
  | { name: string; isMe: boolean; time: string; added: number; removed: number; changed: number }
  | { orderNumber: string | null };

/**
 * Asks which draft to continue. `stored`: the stored draft is not of the host's customers. `offered`: the host has
 * chosen other customers while this draft is being typed. `elsewhere`: the draft was changed, placed or discarded in
 * another tab, on another machine, or by another person.
 */
export type DraftQuestion =
  | { kind: 'stored' | 'offered'; draft: Draft; codes: readonly string[]; added: number }
  | ({ kind: 'elsewhere'; draft: Draft } & Elsewhere);

export type DraftAnswer = 'keep' | 'new' | 'add' | 'theirs' | 'merge';

/** @param isBusy the draft that a new one is to replace is being saved */
export function draftQuestion(
  t: Translate,
  question: DraftQuestion,
  onAnswer: (answer: DraftAnswer) => void,
  isBusy: boolean,
): TemplateResult {
  const { title, text, hint, buttons } = wordsFor(t, question);
  const button = (answer: DraftAnswer, said: string, isPrimary = false) =>
    html`<button type="button" class=${isPrimary ? 'primary' : ''} aria-disabled=${isBusy && answer === 'new'} @click=${() => onAnswer(answer)}>${said}</button>`;
  return html`<div class="card stack question" role="group" aria-label=${title}>
    <h3>${title}</h3>
    <p>${text}</p>
    ${hint ? html`<p class="muted">${hint}</p>` : nothing}
    <div class="row">${buttons.map(([answer, said], index) => button(answer, said, index === 0))}</div>
  </div>`;
}

interface Words {
  title: string;
  text: string;
  hint?: string;
  /** The answer that loses nothing comes first. */
  buttons: readonly (readonly [DraftAnswer, string])[];
}

function wordsFor(t: Translate, question: DraftQuestion): Words {
  const count = filledRows(question.draft).length;
  if (question.kind !== 'elsewhere') return chosen(t, question, count);
  const { theirs, onServer } = question;
  if (theirs === null) return ended(t, onServer ?? null, count);
  const other = filledRows(theirs).length;
  return onServer && 'time' in onServer
    ? savedElsewhere(t, onServer, { count, other })
    : {
        title: t('draft.elsewhere'),
        text: t('draft.elsewhere.text', { count, other }),
        buttons: [
          ['theirs', t('draft.takeTheirs', { count: other })],
          ['keep', t('draft.keepMine', { count })],
        ],
      };
}

function chosen(
  t: Translate,
  { kind, codes, added }: Extract<DraftQuestion, { kind: 'stored' | 'offered' }>,
  count: number,
): Words {
  return {
    title: t('draft.title'),
    text: t(kind === 'stored' ? 'draft.text' : 'draft.offered', { count, chosen: codes.length }),
    buttons: [
      ['keep', t('draft.continue', { count })],
      ...(added > 0 ? [['add', t('draft.add', { count: added })] as const] : []),
      ['new', t('draft.startAnew', { count: codes.length })],
    ],
  };
}

function ended(t: Translate, onServer: OnServer | null, count: number): Words {
  const number = onServer && 'orderNumber' in onServer ? onServer.orderNumber : null;
  const title = number ? t('drafts.ordered', { number }) : t('drafts.ended');
  return {
    title: onServer ? title : t('draft.gone'),
    text: t('draft.gone.text', { count }),
    buttons: [
      ['theirs', t('draft.startEmpty')],
      ['keep', t('draft.keepMine', { count })],
    ],
  };
}

function savedElsewhere(
  t: Translate,
  { isMe, ...saved }: Extract<OnServer, { time: string }>,
  { count, other }: { count: number; other: number },
): Words {
  return {
    title: t('drafts.changed'),
    text: t(isMe ? 'drafts.changed.you' : 'drafts.changed.by', saved),
    hint: t('drafts.changed.merge'),
    buttons: [
      ['merge', t('drafts.merge')],
      ['theirs', t('drafts.takeTheirs', { count: other })],
      ['keep', t('drafts.keepMine', { count })],
    ],
  };
}
