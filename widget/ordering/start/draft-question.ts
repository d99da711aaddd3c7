import { html, type TemplateResult } from 'lit';
import type { Translate } from '../../messages/index.ts';
import { type Draft, filledRows } from '../draft/draft.ts';

/**
 * Asks which draft to continue. `stored`: the stored draft is not of the host's customers. `offered`: the host has
 * chosen other customers while this draft is being typed. `elsewhere`: another tab has changed the draft, or (null)
 * placed or discarded it.
 */
export type DraftQuestion =
  | { kind: 'stored' | 'offered'; draft: Draft; codes: readonly string[]; added: number }
  | { kind: 'elsewhere'; draft: Draft; theirs: Draft | null };

export type DraftAnswer = 'keep' | 'new' | 'add' | 'theirs';

export function draftQuestion(
  t: Translate,
  question: DraftQuestion,
  onAnswer: (answer: DraftAnswer) => void,
): TemplateResult {
  const count = filledRows(question.draft).length;
  const button = (answer: DraftAnswer, text: string, isPrimary = false) =>
    html`<button type="button" class=${isPrimary ? 'primary' : ''} @click=${() => onAnswer(answer)}>${text}</button>`;
  const { title, text, buttons } =
    question.kind === 'elsewhere'
      ? elsewhere(t, question.theirs, count)
      : chosen(t, question, count);
  return html`<div class="card stack question" role="group" aria-label=${title}>
    <h3>${title}</h3>
    <p>${text}</p>
    <div class="row">${buttons.map(([answer, said], index) => button(answer, said, index === 0))}</div>
  </div>`;
}

interface Words {
  title: string;
  text: string;
  /** The answer that loses nothing comes first. */
  buttons: readonly (readonly [DraftAnswer, string])[];
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

function elsewhere(t: Translate, theirs: Draft | null, count: number): Words {
  if (theirs === null) {
    return {
      title: t('draft.gone'),
      text: t('draft.gone.text', { count }),
      buttons: [
        ['theirs', t('draft.startEmpty')],
        ['keep', t('draft.keepMine', { count })],
      ],
    };
  }
  const other = filledRows(theirs).length;
  return {
    title: t('draft.elsewhere'),
    text: t('draft.elsewhere.text', { count, other }),
    buttons: [
      ['theirs', t('draft.takeTheirs', { count: other })],
      ['keep', t('draft.keepMine', { count })],
    ],
  };
}
